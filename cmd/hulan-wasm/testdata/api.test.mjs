// SPDX-License-Identifier: Apache-2.0

// What hulan.mjs promises, run by api_test.go with Node's own test runner.
// HULAN_DIR is the built package, HULAN_URL a server of the same folder, and
// HULAN_EXPECTED a file with texts and what the engine finds in them outside
// JavaScript.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import test from "node:test";

const { load, spawn, sizes, HulanError } = await import(pathToFileURL(`${process.env.HULAN_DIR}/hulan.mjs`));
const base = process.env.HULAN_URL;
const expected = JSON.parse(await readFile(process.env.HULAN_EXPECTED, "utf8"));

const progress = [];
const hulan = await load({ base, onProgress: (p) => progress.push(p) });
const engine = hulan.create();
const text = "😀收货人：梁松，电话13812345678，𠮷野家👨‍👩‍👧 mail li@example.com";

const code = (name, words = /./) => (error) => {
  assert.ok(error instanceof HulanError, `${error}`);
  assert.equal(error.code, name);
  assert.match(error.message, words);
  return true;
};

test("loading reports both downloads to their end", () => {
  for (const part of ["engine", "words"]) {
    const last = progress.findLast((p) => p.part === part);
    assert.ok(last.loaded > 100_000);
    assert.equal(last.loaded, last.total);
  }
});

test("version and types are told", () => {
  assert.equal(hulan.version, "1.2.3-test");
  assert.equal(hulan.build, "core");
  const phone = hulan.types.find((t) => t.type === "PHONE_NUMBER");
  assert.equal(phone.en.length > 0 && phone.zh.length > 0, true);
  assert.ok(hulan.presets.includes("cn-pipl"));
});

test("offsets cut the value out of the string, and out of its UTF-8", () => {
  const bytes = Buffer.from(text);
  const seen = engine.find(text).map((f) => {
    assert.equal(bytes.subarray(f.startByte, f.endByte).toString(), text.slice(f.start, f.end));
    return [f.type, text.slice(f.start, f.end), f.cue && text.slice(f.cue.start, f.cue.end)];
  });
  assert.deepEqual(seen, [
    ["PERSON", "梁松", "电话"],
    ["PHONE_NUMBER", "13812345678", "电话"],
    ["EMAIL_ADDRESS", "li@example.com", null],
  ]);
});

test("half a surrogate pair counts as one code unit", () => {
  const broken = `\ud83d 手机 13812345678 \ude00`;
  const [f] = engine.find(broken);
  assert.equal(broken.slice(f.start, f.end), "13812345678");
});

test("the field's name is context", () => {
  assert.deepEqual(engine.find("204617883"), []);
  assert.equal(engine.find("204617883", { field: "QQ" })[0].type, "CN_QQ");
});

// opinion is what an engine says of a text, as HULAN_EXPECTED has it.
function opinion(engine, text) {
  const { level, findings } = engine.assess(text, { now: null });
  return { level, findings: findings.map((f) => [f.type, f.start, f.end, f.startByte, f.endByte]) };
}

test("findings and levels are those of the engine outside JavaScript, by rules alone", () => {
  assert.ok(expected.length > 4000);
  assert.equal(hulan.hasModel, false);
  assert.equal(engine.usesModel, false);
  for (const { name, text, rules } of expected) assert.deepEqual(opinion(engine, text), rules, name);
});

test("and with the models, which are a download of their own", async () => {
  const more = await load({ base });
  const before = more.create();
  const told = [];
  await Promise.all([more.loadModel({ onProgress: (p) => told.push(p) }), more.loadModel()]);
  assert.deepEqual(told.at(-1), { part: "model", loaded: sizes.model, total: sizes.model });
  assert.equal(more.hasModel, true);
  const after = more.create();
  assert.deepEqual([before.usesModel, after.usesModel, more.create({ model: false }).usesModel], [false, true, false]);
  const without = more.create({ model: false });
  for (const { name, text, rules, model } of expected) {
    assert.deepEqual(opinion(after, text), model, name);
    if (rules.findings.length !== model.findings.length) {
      assert.deepEqual(opinion(before, text), rules, name);
      assert.deepEqual(opinion(without, text), rules, name);
    }
  }
});

test("the sizes are told before anything is loaded", async () => {
  for (const [key, file] of Object.entries({ core: "hulan.wasm", documents: "hulan-documents.wasm", words: "hulan-words.txt", model: "hulan-model.bin" })) {
    assert.equal(sizes[key], (await readFile(`${process.env.HULAN_DIR}/${file}`)).length);
  }
});

async function all(stream) {
  const out = [];
  for await (const f of stream) out.push(f);
  return out;
}

// cut cuts anything sliceable into pieces of changing length.
function* cut(whole, seed) {
  for (let i = 0, n; i < whole.length; i += n) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    n = 1 + (seed % 977);
    yield whole.slice(i, i + n);
  }
}

test("a stream gives the findings of the whole, however it is cut", async () => {
  const whole = expected.slice(0, 500).map((e) => e.text).join("\n😀\n").repeat(3);
  const want = engine.find(whole);
  assert.ok(want.length > 100);
  const noCues = (fs) => fs.map((f) => ({ ...f, cue: null }));
  assert.deepEqual(noCues(await all(engine.findStream(cut(whole, 1)))), noCues(want));
  assert.deepEqual(await all(engine.findStream(cut(new TextEncoder().encode(whole), 2))), want);
  assert.deepEqual(await all(engine.findStream(whole)), want);
  assert.deepEqual(await all(engine.findStream(new Blob([whole]).stream())), want);
});

test("single code units may be chunks", async () => {
  assert.deepEqual(await all(engine.findStream(text.split(""))), engine.find(text));
});

test("a long stream holds little and keeps counting", async () => {
  const line = "😀 无关的一行，没有什么。 nothing here at all\n".repeat(2000);
  const lines = 40;
  function* long() {
    for (let i = 0; i < lines; i++) yield line;
    yield "手机 13812345678";
  }
  const [f, ...more] = await all(engine.findStream(long()));
  assert.equal(more.length, 0);
  assert.equal(f.start, line.length * lines + 3);
  assert.equal(f.startByte, Buffer.byteLength(line) * lines + 7);
  assert.equal(f.cue.start, line.length * lines);
});

test("a stream can be cancelled, before, between and while waiting", async () => {
  await assert.rejects(all(engine.findStream(["x"], { signal: AbortSignal.abort() })), { name: "AbortError" });

  const between = new AbortController();
  let returned = false;
  async function* endless() {
    try {
      for (;;) {
        yield "手机 13812345678\n".repeat(9000);
        between.abort(new Error("enough"));
      }
    } finally {
      returned = true;
    }
  }
  await assert.rejects(all(engine.findStream(endless(), { signal: between.signal })), /enough/);
  await new Promise((resolve) => setTimeout(resolve));
  assert.ok(returned, "the source was closed");

  const never = new ReadableStream({ pull: () => new Promise(() => {}) });
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), 20);
  await assert.rejects(all(engine.findStream(never, { signal: waiting.signal })), { name: "AbortError" });
});

test("breaking off a stream closes its source", async () => {
  let cancelled = false;
  const source = new ReadableStream({
    pull: (c) => c.enqueue("手机 13812345678\n".repeat(40_000)),
    cancel: () => void (cancelled = true),
  });
  for await (const f of engine.findStream(source)) {
    assert.equal(f.type, "PHONE_NUMBER");
    break;
  }
  assert.ok(cancelled);
});

test("a disclosure is graded, with reasons in both languages", () => {
  const a = engine.assess(text);
  assert.equal(a.level, "S2");
  const why = a.reasons.find((r) => r.code === "who_contact");
  assert.match(why.zh, /姓名/);
  assert.match(why.en, /name/);
  assert.equal(a.findings[why.findings[0]].type, "PERSON");
  assert.equal(a.persons, 1);
  assert.equal(engine.assess(text, { author: ["梁松", "13812345678", "li@example.com"] }).own, true);
  assert.equal(engine.assess("没有什么").level, "S0");
});

test("ages count at the given time", () => {
  const child = "小朋友身份证 110105201501012039";
  const grade = (now) => engine.assess(child, { now }).reasons.map((r) => r.code);
  assert.ok(grade(new Date("2020-06-01")).includes("minor"));
  assert.ok(!grade(new Date("2045-06-01")).includes("minor"));
});

test("a text is cleaned under a policy", () => {
  assert.equal(engine.redact("电话13812345678").text, "电话138****5678");
  assert.equal(engine.redact("电话13812345678", "hide").text, "电话***********");
  assert.equal(engine.redact(text, { default: "placeholder", types: { PERSON: { kind: "replace", new: "某人" } } }).text, "😀收货人：某人，电话<PHONE_NUMBER_1>，𠮷野家👨‍👩‍👧 mail <EMAIL_ADDRESS_1>");
  const key = "0123456789abcdef";
  const hashed = engine.redact(text, { default: "hash", key });
  assert.deepEqual(hashed, engine.redact(text, { default: "hash", key: new TextEncoder().encode(key) }));
  assert.doesNotMatch(hashed.text, /13812345678|梁松/);
  assert.deepEqual(engine.find(engine.redact(text, "remove").text), []);
});

test("engines are chosen by preset, types and score", () => {
  assert.deepEqual(hulan.create({ types: ["EMAIL_ADDRESS"] }).find(text).map((f) => f.type), ["EMAIL_ADDRESS"]);
  assert.ok(hulan.create({ minScore: -1 }).find("13812345678 204617883").length > 0);
  assert.deepEqual(hulan.create({ minScore: 1 }).find(text), []);
});

test("errors say what is wrong and have a code", async () => {
  assert.throws(() => hulan.create({ preset: "x" }), code("options", /preset "x" is unknown; known are all/));
  assert.throws(() => hulan.create({ types: ["X"] }), code("options", /"X"/));
  assert.throws(() => hulan.create({ overlaps: "x" }), code("options", /best and all/));
  assert.throws(() => engine.find(undefined), code("options", /string/));
  assert.throws(() => engine.redact("x", "hash"), code("options", /key/));
  assert.throws(() => engine.redact("x", { default: "hash", key: "short" }), code("options", /16/));
  assert.throws(() => engine.redact("x", "nonsense"), code("options", /nonsense/));
  assert.throws(() => engine.findFile(new Uint8Array(1)), code("build", /documents/));
  const closed = hulan.create();
  closed.close();
  assert.throws(() => closed.find("x"), code("closed"));
  await assert.rejects(load({ build: "x" }), code("options", /core, documents/));
  await assert.rejects(load({ base: `${base}nowhere/` }), code("fetch", /404/));
  await assert.rejects(load({ base, words: "package.json" }), code("words", /pack/));
  const elsewhere = await load({ base });
  await assert.rejects(elsewhere.loadModel({ signal: AbortSignal.abort() }), { name: "AbortError" });
  await elsewhere.loadModel(); // what failed can be tried again
  await assert.rejects(load({ base, signal: AbortSignal.abort() }), { name: "AbortError" });
  await assert.rejects(spawn(), code("unsupported", /load\(\)/));
});

test("without word lists there are no names, and asking for them is an error", async () => {
  const lean = await load({ base, words: false });
  assert.equal(lean.hasWords, false);
  const of = (list) => list.filter((t) => t.available).map((t) => t.type);
  const all = of(hulan.types);
  assert.deepEqual(all, hulan.types.map((t) => t.type));
  for (const type of ["PERSON", "ADDRESS", "HEALTH_RECORD", "RELIGION"]) {
    assert.ok(all.includes(type) && !of(lean.types).includes(type), type);
    assert.throws(() => lean.create({ types: [type] }), code("options", /word lists/));
  }
  for (const type of ["CN_RESIDENT_ID", "DE_TAX_ID", "US_SSN"]) assert.ok(of(lean.types).includes(type), type);
  assert.deepEqual(lean.create().find(text).map((f) => f.type), ["PHONE_NUMBER", "EMAIL_ADDRESS"]);
  const bare = lean.create();
  const never = new Set(lean.types.filter((t) => !t.available).map((t) => t.type));
  for (const { name, text } of expected) {
    for (const f of bare.find(text)) assert.ok(!never.has(f.type), `${name}: ${f.type}`);
  }
});

test("files are read and cleaned in their format and encoding", async () => {
  const files = (await load({ build: "documents" })).create(); // from the file system
  const csv = Buffer.from("姓名,手机号\r\n梁松,13812345678\r\n");
  const found = files.findFile(csv, { name: "a.csv" });
  assert.equal(found.format, "csv");
  assert.equal(found.complete, true);
  assert.deepEqual(found.findings.map((f) => [f.type, f.masked, f.line, f.path]), [
    ["PERSON", "梁*", 2, "column 姓名 row 2"],
    ["PHONE_NUMBER", "138****5678", 2, "column 手机号 row 2"],
  ]);
  assert.equal(Buffer.from(files.redactFile(csv, "mask", { name: "a.csv" }).bytes).toString(), "姓名,手机号\r\n梁*,138****5678\r\n");
  // "电话13812345678" in GB18030 keeps its encoding.
  const gb = Uint8Array.from([0xb5, 0xe7, 0xbb, 0xb0, ...Buffer.from("13812345678")]);
  const clean = files.redactFile(gb, "mask");
  assert.equal(clean.encoding, "gb18030");
  assert.deepEqual([...clean.bytes.slice(0, 4)], [0xb5, 0xe7, 0xbb, 0xb0]);
  assert.throws(() => files.redactFile(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3])), code("file", /encoding/));
});
