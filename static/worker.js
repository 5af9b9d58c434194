// Starts the program in a worker, where it searches for how a run can break: the page must not wait
// for that. Which program that is stands in the worker's name, since what is kept for later comes
// without a query. A browser that cannot run it says why.

const [script, wasm] = self.name.split(" ").map((path) => new URL(path, self.location.href).href);

try {
  const { default: run } = await import(script);
  await run({ module_or_path: wasm });
} catch (error) {
  self.postMessage(String(error?.message ?? error));
}
