// A run of ten thousand events takes seconds to make: the page stays awake.
import { serveCalls } from "../shell/worker-calls.ts";
import { makeRunKeeper } from "./run-keeper.ts";

serveCalls(makeRunKeeper());
