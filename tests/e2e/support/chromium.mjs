// The system's Chromium, as tests and measurements start it.

import { chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
];

/** xtask names the browser; by hand, CHROMIUM=/path/to/it, or the usual one. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: flags });
