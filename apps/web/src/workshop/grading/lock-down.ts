import "ses";

// The first thing that is evaluated in the worker: whatever is looked up later is frozen.
lockdown({
  // Stacks are the learner's own, and say where the mistake is.
  errorTaming: "unsafe",
  stackFiltering: "verbose",
  consoleTaming: "unsafe",
  // As on disk: texts are compared as the language says.
  localeTaming: "unsafe",
  // The engine's classes have members of the same name as something frozen.
  overrideTaming: "severe",
  // What nobody waits for is a learner's, and decides nothing.
  unhandledRejectionTrapping: "none",
  // A browser that is newer than SES has things that are taken away; that is nobody's trouble.
  reporting: "none",
});
