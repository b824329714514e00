// SPDX-License-Identifier: Apache-2.0

// Hulan for JavaScript: finds personal information in text, says how bad its
// disclosure is, and cleans it up. Everything happens where this module runs;
// the only requests are those for the package's own files.
//
//   const hulan = await load();
//   const engine = hulan.create();
//   for (const f of engine.find("收货人：梁松，电话13812345678")) console.log(f.type, f.start, f.end);
//
// load() runs the engine on this thread, spawn() in a worker of its own; what
// they return has the same functions, spawn()'s return promises. Offsets named
// start and end count UTF-16 code units, as JavaScript's strings do; startByte
// and endByte count bytes of UTF-8. hulan.d.ts has every type.

const BUILDS = { core: "hulan.wasm", documents: "hulan-documents.wasm" };
const WORDS = "hulan-words.txt";
const MODEL = "hulan-model.bin";
const WORKER = "hulan-worker";

/** How many bytes each download has before a server compresses it. */
export const sizes = { core: 0, documents: 0, words: 0, model: 0 }; // filled in by the build

/** An error with a code that programs can tell apart; see hulan.d.ts. */
export class HulanError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = "HulanError";
    this.code = code;
  }
}

// ---- loading ---------------------------------------------------------------

/** Loads the engine into this thread. */
export async function load(options = {}) {
  const { ask, info } = await loadHere(options);
  return withModel(new Hulan(ask, info, () => {}, options.base), options);
}

// withModel loads the models of names as well, if load's options ask for it.
async function withModel(hulan, { model = false, signal, onProgress }) {
  if (model) await hulan.loadModel({ signal, onProgress });
  return hulan;
}

const baseOf = (base) => new URL(base ?? ".", import.meta.url);

const reporter = (onProgress, part) => onProgress && ((loaded, total) => onProgress({ part, loaded, total }));

async function loadHere(options) {
  const { build = "core", words = true, signal, onProgress } = options;
  if (typeof WebAssembly !== "object") {
    throw new HulanError("unsupported", "this environment has no WebAssembly; the engine needs it");
  }
  if (!Object.hasOwn(BUILDS, build)) {
    throw new HulanError("options", `build ${JSON.stringify(build)} is unknown; known are ${Object.keys(BUILDS).join(", ")}`);
  }
  const base = baseOf(options.base);
  const from = (name) => new URL(name, base);
  const lists = words
    ? bytesOf(typeof words === "boolean" ? from(WORDS) : new URL(words, base), signal, reporter(onProgress, "words"), words === true ? sizes.words : 0)
    : undefined;
  lists?.catch(() => {}); // told below; no second alarm if the engine fails first
  const program = compile(from(BUILDS[build]), signal, reporter(onProgress, "engine"), sizes[build]);
  program.catch(() => {});
  if (!globalThis.Go) await import("./wasm_exec.js");
  const call = await start(from(BUILDS[build]), program);
  if (lists) local(call, "words", await lists);
  signal?.throwIfAborted();
  const ask = (op, ...args) => local(call, op, ...args);
  const info = ask("info");
  const types = info.types.map((t) => ({ ...t, available: Boolean(words) || !t.words }));
  return { ask, info: { ...info, types, build, hasWords: Boolean(words) } };
}

/** Loads the engine into a worker of its own. */
export async function spawn(options = {}) {
  if (typeof Worker !== "function") {
    throw new HulanError("unsupported", "this environment has no Web Workers; use load() instead");
  }
  const { signal, onProgress, ...rest } = options;
  signal?.throwIfAborted();
  if (rest.base !== undefined) rest.base = baseOf(rest.base).href;
  if (rest.words && typeof rest.words !== "boolean") rest.words = String(rest.words);
  const worker = new Worker(new URL(import.meta.url), { type: "module", name: WORKER });
  const waiting = new Map();
  let last = 0;
  const failAll = (why) => {
    for (const { reject } of waiting.values()) reject(new HulanError("exited", why));
    waiting.clear();
    worker.terminate();
    last = -1;
  };
  worker.onmessage = ({ data }) => {
    if (data.progress) return onProgress?.(data.progress);
    const { resolve, reject } = waiting.get(data.n) ?? {};
    waiting.delete(data.n);
    if (data.error) reject?.(new HulanError(data.error.code, data.error.message));
    else resolve?.(data.result);
  };
  worker.onerror = (event) => failAll(event.message || "the worker could not be started; a Content-Security-Policy may forbid it (worker-src)");
  const ask = (op, ...args) =>
    new Promise((resolve, reject) => {
      if (last < 0) return reject(new HulanError("exited", "the engine was stopped; load it again"));
      waiting.set(++last, { resolve, reject });
      worker.postMessage({ n: last, op, args });
    });
  const stop = () => failAll("the engine was stopped; load it again");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const info = await ask("load", rest, Boolean(onProgress));
    return await withModel(new Hulan(ask, info, stop, rest.base), options);
  } catch (error) {
    stop();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

let starts = 0;

// start runs the program that was compiled and returns its functions.
async function start(url, program) {
  const go = new globalThis.Go();
  const name = `__hulan_${Date.now().toString(36)}_${++starts}`;
  go.argv = ["hulan", name];
  // Collected later than Go's default of 100: ready 100 ms sooner, up to 60 MB instead of 32.
  go.env = { GOGC: "400" };
  const instance = await WebAssembly.instantiate(await program, go.importObject);
  let call;
  globalThis[name] = (api) => {
    call = api;
  };
  try {
    go.run(instance).catch(() => {}); // what calls then say is enough
  } finally {
    delete globalThis[name];
  }
  if (!call) throw new HulanError("compile", `${url} started but offers nothing; is it of the same version as hulan.mjs?`);
  return call;
}

// compile compiles while the bytes arrive, where that is possible. A browser keeps
// what it compiled only for a response that nobody touched, so one is wrapped
// only where progress is asked for or the server named another type.
async function compile(url, signal, report, size) {
  try {
    if (url.protocol !== "file:" && WebAssembly.compileStreaming) {
      let response = await get(url, signal);
      if (report || response.headers.get("Content-Type") !== "application/wasm") {
        response = new Response(counted(response, report, size), { headers: { "Content-Type": "application/wasm" } });
      }
      return await WebAssembly.compileStreaming(response);
    }
    return await WebAssembly.compile(await bytesOf(url, signal, report));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HulanError) throw error;
    throw new HulanError("compile", `could not compile ${url}: ${error.message}; where a Content-Security-Policy is set, script-src has to allow 'wasm-unsafe-eval'`, { cause: error });
  }
}

async function get(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, credentials: "same-origin" });
  } catch (error) {
    signal?.throwIfAborted();
    throw new HulanError("fetch", `could not fetch ${url}: ${error.message}`, { cause: error });
  }
  if (!response.ok) {
    throw new HulanError("fetch", `could not fetch ${url}: status ${response.status}; the package's files have to lie beside hulan.mjs, or in the folder that the option base names`);
  }
  return response;
}

async function bytesOf(url, signal, report, size) {
  if (url.protocol === "file:") {
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:fs/promises");
    try {
      const bytes = await readFile(url, { signal });
      report?.(bytes.length, bytes.length);
      return bytes;
    } catch (error) {
      signal?.throwIfAborted();
      throw new HulanError("fetch", `could not read ${url}: ${error.message}`, { cause: error });
    }
  }
  const response = await get(url, signal);
  return new Uint8Array(await new Response(counted(response, report, size)).arrayBuffer());
}

// counted passes a body on and reports how much of it has come. The server tells
// the total only where it does not compress; the build knows that of its files.
function counted(response, report, size) {
  if (!report || !response.body) return response.body;
  const told = response.headers.has("Content-Encoding") ? 0 : Number(response.headers.get("Content-Length"));
  const total = told || size || undefined;
  let loaded = 0;
  return response.body.pipeThrough(
    new TransformStream({
      transform(piece, out) {
        loaded += piece.length;
        report(loaded, total);
        out.enqueue(piece);
      },
    }),
  );
}

// local makes one call into the program on this thread.
function local(call, op, ...args) {
  let bytes;
  if (op === "redactFile") args.push((copy) => (bytes = copy));
  const text = call[op](...args);
  if (typeof text !== "string") {
    throw new HulanError("exited", "the engine has ended, most likely for lack of memory; load it again");
  }
  const answer = JSON.parse(text);
  if (answer.error) throw new HulanError(answer.error.code, answer.error.message);
  if (bytes) answer.bytes = bytes;
  return answer;
}

// ---- the API ---------------------------------------------------------------

// then applies fn to a value, or to what a promise brings.
const then = (value, fn) => (value instanceof Promise ? value.then(fn) : fn(value));

class Hulan {
  #ask;
  #stop;
  #base;
  #loading;
  constructor(ask, info, stop, base) {
    this.#ask = ask;
    this.#stop = stop;
    this.#base = base;
    Object.assign(this, info, { hasModel: false });
  }

  /**
   * Loads the trained models of names, of sizes.model bytes. Engines that are
   * made from then on ask them; those made before go on without.
   */
  loadModel({ signal, onProgress } = {}) {
    this.#loading ??= this.#loadModel(signal, onProgress).catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #loadModel(signal, onProgress) {
    const bytes = await bytesOf(new URL(MODEL, baseOf(this.#base)), signal, reporter(onProgress, "model"), sizes.model);
    signal?.throwIfAborted();
    await this.#ask("model", bytes);
    this.hasModel = true;
  }

  /** Makes an engine. */
  create({ preset = "all", types = [], minScore = 0, overlaps = "best", model = true } = {}) {
    if (overlaps !== "best" && overlaps !== "all") {
      throw new HulanError("options", `overlaps is ${JSON.stringify(overlaps)}; allowed are best and all`);
    }
    if (typeof minScore !== "number" || Number.isNaN(minScore) || minScore > 1) {
      throw new HulanError("options", "minScore has to be a number up to 1; a negative one keeps everything");
    }
    const asked = this.#ask("create", String(preset), [...types].map(String), minScore, overlaps === "all", !model);
    return then(asked, ({ id }) => new Engine(this.#ask, id, this.hasModel && Boolean(model)));
  }

  /** Stops the worker, if there is one. */
  close() {
    this.#stop();
  }
}

class Engine {
  #ask;
  #id;
  constructor(ask, id, usesModel) {
    this.#ask = ask;
    this.#id = id;
    this.usesModel = usesModel;
  }

  /** Finds what a text holds, ordered by start. */
  find(text, { field = "" } = {}) {
    return then(this.#ask("find", this.#id, textOf(text), String(field)), (r) => r.findings);
  }

  /** Says how bad the disclosure is that a text makes, and why. */
  assess(text, { field = "", now = new Date(), author = [], ...about } = {}) {
    const options = { ...about, author: [author].flat().map(String), now: now === null ? null : Number(now) };
    return this.#ask("assess", this.#id, textOf(text), String(field), options);
  }

  /** Returns the text with everything found replaced, and what was found. */
  redact(text, policy = "mask", { field = "" } = {}) {
    return this.#ask("redact", this.#id, textOf(text), String(field), policyOf(policy));
  }

  /** Finds what a file holds (build "documents"). */
  findFile(bytes, file = {}) {
    return this.#ask("findFile", this.#id, fileOf(bytes), { ...file });
  }

  /** Cleans a file and keeps its format and encoding (build "documents"). */
  redactFile(bytes, policy = "mask", file = {}) {
    return this.#ask("redactFile", this.#id, fileOf(bytes), { ...file }, policyOf(policy));
  }

  /**
   * Finds what a text holds that comes in chunks: strings or UTF-8 bytes, from
   * an array, an iterator or a ReadableStream. The findings are those of the
   * whole text, with offsets in the whole.
   */
  async *findStream(chunks, { signal } = {}) {
    signal?.throwIfAborted();
    const source = iterate(chunks);
    const { id } = await this.#ask("open", this.#id);
    const stopped = stopOn(signal);
    let rested = performance.now();
    try {
      for await (const bytes of pieces(source, stopped)) {
        yield* (await this.#ask("write", id, bytes)).findings;
        if (performance.now() - rested > 12) {
          await new Promise((resolve) => setTimeout(resolve)); // the page may draw, a signal may come
          rested = performance.now();
        }
        signal?.throwIfAborted();
      }
      yield* (await this.#ask("end", id)).findings;
    } finally {
      stopped.release();
      then(this.#ask("drop", id), () => {})?.catch?.(() => {});
      source.return?.()?.catch?.(() => {});
    }
  }

  /** Lets go of the engine. */
  close() {
    return then(this.#ask("close", this.#id), () => {});
  }
}

// stopOn makes of a signal something that a wait can be raced with.
function stopOn(signal) {
  let abort;
  const promise = new Promise((_, reject) => (abort = () => reject(signal.reason)));
  promise.catch(() => {});
  signal?.addEventListener("abort", abort, { once: true });
  return { promise, release: () => signal?.removeEventListener("abort", abort) };
}

// iterate returns an iterator over chunks of any kind.
function iterate(chunks) {
  if (typeof chunks === "string" || chunks instanceof Uint8Array) return [chunks].values();
  if (typeof chunks?.getReader === "function") {
    const reader = chunks.getReader();
    return { next: () => reader.read(), return: () => reader.cancel() };
  }
  const make = chunks?.[Symbol.asyncIterator] ?? chunks?.[Symbol.iterator];
  if (!make) throw new HulanError("options", "chunks have to be an iterator or a ReadableStream of strings or bytes");
  return make.call(chunks);
}

const PIECE = 64 << 10; // so that one call takes some milliseconds

// pieces turns chunks into bytes, a surrogate pair that is cut in two included.
async function* pieces(source, stopped) {
  const encoder = new TextEncoder();
  let half = "";
  for (;;) {
    const { done, value } = await Promise.race([source.next(), stopped.promise]);
    if (done) break;
    if (value instanceof Uint8Array) {
      if (half) yield encoder.encode(half);
      half = "";
      for (let i = 0; i < value.length; i += PIECE) yield value.subarray(i, i + PIECE);
      continue;
    }
    let text = half + textOf(value);
    half = isHigh(text, text.length - 1) ? text.at(-1) : "";
    text = text.slice(0, text.length - half.length);
    for (let i = 0; i < text.length; ) {
      let end = i + PIECE;
      if (isHigh(text, end - 1)) end++;
      yield encoder.encode(text.slice(i, end));
      i = end;
    }
  }
  if (half) yield encoder.encode(half);
}

const isHigh = (text, i) => (text.charCodeAt(i) & 0xfc00) === 0xd800;

function textOf(text) {
  if (typeof text === "string") return text;
  throw new HulanError("options", `a text has to be a string, not ${text === null ? "null" : typeof text}`);
}

function fileOf(bytes) {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  if (bytes instanceof Uint8Array) return bytes;
  throw new HulanError("options", "a file has to be a Uint8Array or an ArrayBuffer; a File gives one with arrayBuffer()");
}

// policyOf brings a policy into the form that the program reads.
function policyOf(policy) {
  const operator = (o) => (typeof o === "string" ? { kind: o } : { kind: "mask", ...o });
  if (typeof policy === "string" || policy?.kind) return { default: operator(policy), types: [] };
  const { types = {}, key } = policy ?? {};
  return {
    default: operator(policy?.default ?? "mask"),
    types: Object.entries(types).map(([type, o]) => [type, operator(o)]),
    key: typeof key === "string" ? new TextEncoder().encode(key) : key,
  };
}

// ---- the worker ------------------------------------------------------------

// serve answers what spawn() asks.
function serve(scope) {
  let ask;
  scope.onmessage = async ({ data: { n, op, args } }) => {
    try {
      let result;
      if (op === "load") {
        const [options, progress] = args;
        const onProgress = progress ? (p) => scope.postMessage({ progress: p }) : undefined;
        ({ ask, info: result } = await loadHere({ ...options, onProgress }));
      } else {
        result = ask(op, ...args);
      }
      scope.postMessage({ n, result }, result.bytes ? [result.bytes.buffer] : []);
    } catch (error) {
      scope.postMessage({ n, error: { code: error.code ?? "internal", message: error.message } });
    }
  };
}

if (typeof WorkerGlobalScope === "function" && globalThis instanceof WorkerGlobalScope && globalThis.name === WORKER) {
  serve(globalThis);
}
