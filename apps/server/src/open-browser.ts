/** Opens an address in the browser. Where there is none, nothing happens. */
export async function openBrowser(url: string): Promise<void> {
  if (!hasScreen()) return;
  try {
    const { default: open } = await import("open");
    const browser = await open(url);
    // It may fail to start after all.
    browser.on("error", () => undefined);
    browser.unref();
  } catch {
    // The address is printed too.
  }
}

/** A terminal on another computer, a container and a build server have none. */
function hasScreen(): boolean {
  const { env, platform } = process;
  if (env["CI"] || env["SSH_CONNECTION"]) return false;
  if (platform !== "linux") return true;
  return Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"]);
}
