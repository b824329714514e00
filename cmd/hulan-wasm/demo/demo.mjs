// SPDX-License-Identifier: Apache-2.0

// The demo: one text, looked at on this thread, so that the page's own
// Content-Security-Policy binds the engine too.

import { load, sizes } from "../hulan.mjs";

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search).get("lang");
let lang = asked === "en" || asked === "zh" ? asked : navigator.language.startsWith("zh") ? "zh" : "en";

const EXAMPLES = {
  zh: [
    "楼主是个骗子！他叫梁松，家住杭州市西湖区文三路88号3幢502室，\n电话１３８１２３４５６７８，身份证330106199003074410，\n微信 songsong_88。大家都去找他算账！",
    "团购登记：\n1. 苏晓梅 壹叁玖壹贰叁肆伍陆柒捌\n2. 欧阳建国 137-1234-5678\n3. 何丽娜 li(at)example.com\n收款卡号 6222 0212 3456 7890 128",
    "客服热线 400-820-8820，订单号 20231107123456789，\n快递明天送到，谢谢😀",
  ],
  en: [
    "This is the man who cheated me: John Carter, 14 Maple Street, Springfield.\nCall him at (415) 555-0164 or write to john.carter@example.com 😡\nHis card is 4716 0249 3187 5501.",
    "Staff list\nName: Emily Watson, born 12/03/1984, SSN 536-22-8145\nName: 梁松, 电话 138 1234 5678\nServer login: password = Tr0ub4dor&3x",
    "Order 4408-2231-77 shipped. Hotline 1-800-555-0199. Nothing else to tell 🙂",
  ],
};

const WORDS = {
  zh: {
    title: "这段文字里有谁的个人信息 · 护栏",
    levels: ["无", "低", "中", "高", "危急"],
    verdicts: ["没有发现会造成伤害的信息", "有个人信息", "有个人信息，应当遮盖", "公开它会伤害人", "公开它会严重伤害人"],
    empty: "还没有文字",
    nothing: "没有发现个人信息",
    likelihoods: { VERY_UNLIKELY: "很不可能", UNLIKELY: "不太可能", POSSIBLE: "可能", LIKELY: "很可能", VERY_LIKELY: "非常可能" },
    policies: { mask: "遮盖一部分，例如 138****5678", hide: "全部遮盖", replace: "换成类型名称", placeholder: "换成编号，例如 <PERSON_1>", remove: "删去" },
    evidence: { shape: "格式相符", checksum: "校验码正确", region: "地区或发行机构存在", date: "日期有效", plan: "号段已分配", cue: "附近的词说明了它是什么", field: "字段名", lexicon: "词表", model: "人名模型", repeat: "别处有同样的值", list: "同类的列表", normalised: "还原了改写的写法", decoded: "解开了编码", not_cue: "附近的词说它是别的", not_personal: "不属于个人", test: "测试号码", masked: "已部分遮盖" },
    because: "依据：", mark: (n, what) => `第 ${n} 处，${what}`, sep: "、",
    loading: (kb, all) => `正在加载检查程序：${kb} kB${all ? `，共 ${all} kB` : ""}`,
    more: (n) => `还有 ${n} 条理由`, marked: "标出个人信息的文字", found: (n) => `找到 ${n} 处`,
    copied: "已复制", cannot: "浏览器不允许复制，请自己选中文字",
    fetched: (n, kb) => `${n} 个文件，${kb} kB，都来自本站`,
    since: (n) => (n ? `${n} 个` : "0 个"), took: (ms, n) => `${n} 个字符，${ms} 毫秒`,
    version: (v) => `版本 ${v}`,
    model: (kb) => `加载人名模型（${kb} kB）`, modelLoading: (kb, all) => `正在加载人名模型：${kb} kB，共 ${all} kB`,
    modelLoaded: "人名模型已加载，正在使用。", modelFailed: "人名模型没能加载，检查照旧。可以再试一次。",
  },
  en: {
    title: "Whose personal information is in this text? · Hulan",
    levels: ["none", "low", "medium", "high", "critical"],
    verdicts: ["Nothing found that would hurt anyone", "Personal information", "Personal information that should be masked", "Publishing this would hurt someone", "Publishing this would do grave harm"],
    empty: "No text yet",
    nothing: "No personal information found",
    likelihoods: { VERY_UNLIKELY: "very unlikely", UNLIKELY: "unlikely", POSSIBLE: "possible", LIKELY: "likely", VERY_LIKELY: "very likely" },
    policies: { mask: "Mask a part, as 138****5678", hide: "Mask everything", replace: "The name of its type", placeholder: "A number, as <PERSON_1>", remove: "Nothing: take it out" },
    evidence: { shape: "shape", checksum: "check digit", region: "known region or issuer", date: "possible date", plan: "allocated number range", cue: "a word near by says what it is", field: "field name", lexicon: "word list", model: "model of names", repeat: "the same value elsewhere", list: "list of the same kind", normalised: "written to be overlooked", decoded: "decoded", not_cue: "a word near by says it is something else", not_personal: "nobody's own", test: "test number", masked: "masked already" },
    because: "Because of: ", mark: (n, what) => `number ${n}, ${what}`, sep: ", ",
    loading: (kb, all) => `Loading the checker: ${kb} kB${all ? ` of ${all} kB` : ""}`,
    more: (n) => (n === 1 ? "One more reason" : `${n} more reasons`), marked: "The text with personal information marked", found: (n) => `${n} found`,
    copied: "Copied", cannot: "The browser does not allow copying; select the text yourself",
    fetched: (n, kb) => `${n} files, ${kb} kB, all from this site`,
    since: (n) => `${n}`, took: (ms, n) => `${n} characters, ${ms} ms`,
    version: (v) => `Version ${v}`,
    model: (kb) => `Load the model of names (${kb} kB)`, modelLoading: (kb, all) => `Loading the model of names: ${kb} kB of ${all} kB`,
    modelLoaded: "The model of names is loaded and in use.", modelFailed: "The model of names could not be loaded; everything else goes on. You can try again.",
  },
};

let hulan, engine, example = 0, names = {}, fetchedFiles = 0, fetchedBytes = 0, since = 0, counting = false, modelSays = "";

// ---- drawing ---------------------------------------------------------------

function element(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

const SVG = "http://www.w3.org/2000/svg";

function bars(box, rects) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  for (const [x, y, width, height] of rects) {
    const r = document.createElementNS(SVG, "rect");
    for (const [k, v] of Object.entries({ x, y, width, height })) r.setAttribute(k, v);
    svg.append(r);
  }
  return svg;
}

function levelChip(level) {
  const n = Number(level[1]);
  return element("span", `lvl lvl-${n}`, `${level} `, bars("0 0 25 10", [1, 7, 13, 19].map((x) => [x, 1, 4, 8])), WORDS[lang].levels[n]);
}

function likelihood(name) {
  const n = Object.keys(WORDS.en.likelihoods).indexOf(name) + 1;
  return element("span", `lk lk-${n}`, bars("0 0 20 10", [0, 1, 2, 3, 4].map((i) => [4 * i, 8 - 2 * i, 3, 2 + 2 * i])), WORDS[lang].likelihoods[name]);
}

const typeName = (type) => names[type]?.[lang] || type;

function row(n, first, ...rest) {
  return element("li", "", element("span", "n", n), element("p", "first", ...first), ...rest.map((r) => element("p", "small soft", r)));
}

function show(text, a) {
  const w = WORDS[lang];
  const n = Number(a.level[1]);
  const title = !text.trim() ? w.empty : a.findings.length === 0 ? w.nothing : w.verdicts[n];
  $("box").className = `verdict v-${n}`;
  $("verdict").textContent = title;
  $("level").replaceChildren(levelChip(a.level));
  $("spoken").textContent = `${title}, ${a.level} ${w.levels[n]}, ${w.found(a.findings.length)}`;

  const marked = [];
  let at = 0;
  a.findings.forEach((f, i) => {
    const hint = element("span", "vh", ` (${w.mark(i + 1, typeName(f.type))})`);
    const number = element("sup", "", String(i + 1));
    number.setAttribute("aria-hidden", "true");
    marked.push(text.slice(at, f.start), element("mark", "pi", text.slice(f.start, f.end), number, hint));
    at = f.end;
  });
  $("marked").replaceChildren(...marked, text.slice(at));
  $("marked").setAttribute("aria-label", w.marked);
  $("marked").hidden = !text.trim();

  // Three reasons at most speak at once; the others can be asked for.
  const rows = a.reasons.map((r) => {
    const anchor = element("span", "", r.anchor);
    anchor.lang = "en";
    return row("", [element("b", "", r[lang]), levelChip(r.level)], anchor);
  });
  $("reasons").replaceChildren(...rows.splice(0, 3));
  $("more-reasons").replaceChildren(...rows);
  $("more").hidden = rows.length === 0;
  $("more").firstElementChild.textContent = w.more(rows.length);
  $("note").textContent = a.note.split("; ")[lang === "zh" ? 1 : 0];
  $("found").replaceChildren(...a.findings.map((f, i) =>
    row(String(i + 1), [element("b", "", typeName(f.type)), likelihood(f.likelihood)], w.because + f.evidence.map((e) => w.evidence[e] ?? e).join(w.sep))));
  $("found-part").hidden = a.findings.length === 0;
}

// ---- doing -----------------------------------------------------------------

function check() {
  if (!engine) return;
  const text = $("text").value;
  const began = performance.now();
  const a = engine.assess(text);
  const clean = engine.redact(text, $("policy").value).text;
  const ms = performance.now() - began;
  show(text, a);
  $("clean").textContent = clean;
  $("copied").textContent = "";
  $("result").hidden = false;
  $("took").textContent = WORDS[lang].took(ms < 10 ? ms.toFixed(1) : Math.round(ms), text.length);
}

function tellRequests() {
  const w = WORDS[lang];
  $("fetched").textContent = w.fetched(fetchedFiles, Math.round(fetchedBytes / 1000));
  $("since").textContent = w.since(since);
}

// Every request that the page makes is counted by the browser itself.
function watchRequests() {
  new PerformanceObserver((list) => {
    for (const r of list.getEntries()) {
      if (counting) since++;
      else {
        fetchedFiles++;
        fetchedBytes += r.decodedBodySize;
      }
    }
    tellRequests();
  }).observe({ type: "resource", buffered: true });
}

function speak(to) {
  lang = to;
  const w = WORDS[lang];
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.lang = lang;
  document.title = w.title;
  for (const a of document.querySelectorAll("[data-to]")) {
    if (a.dataset.to === lang) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
  const policy = $("policy").value || "mask";
  $("policy").replaceChildren(...Object.entries(w.policies).map(([value, label]) => new Option(label, value, false, value === policy)));
  if (hulan) $("version").textContent = w.version(hulan.version);
  $("load-model").textContent = w.model(Math.round(sizes.model / 1000));
  if (modelSays) $("model-said").textContent = w[modelSays];
  tellRequests();
}

function untouched() {
  return Object.values(EXAMPLES).flat().includes($("text").value);
}

function listen() {
  let timer;
  $("text").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 120); // a pause between two keys
  });
  $("policy").addEventListener("change", check);
  $("form").addEventListener("submit", (event) => event.preventDefault());
  $("next").addEventListener("click", () => {
    $("text").value = EXAMPLES[lang][++example % EXAMPLES[lang].length];
    check();
  });
  $("clear").addEventListener("click", () => {
    $("text").value = "";
    $("text").focus();
    check();
  });
  $("load-model").addEventListener("click", loadModel);
  $("copy").addEventListener("click", async () => {
    const done = await navigator.clipboard?.writeText($("clean").textContent).then(() => true, () => false);
    $("copied").textContent = done ? WORDS[lang].copied : WORDS[lang].cannot;
  });
  for (const a of document.querySelectorAll("[data-to]")) {
    a.addEventListener("click", (event) => {
      event.preventDefault();
      const swap = untouched();
      speak(a.dataset.to);
      history.replaceState(null, "", `?lang=${lang}`);
      if (swap) $("text").value = EXAMPLES[lang][example % EXAMPLES[lang].length];
      check();
    });
  }
}

// The model is fetched when somebody asks for it; its size stands on the button.
async function loadModel() {
  $("load-model").disabled = true;
  counting = false;
  modelSays = "";
  try {
    await hulan.loadModel({ onProgress: ({ loaded, total }) => ($("model-said").textContent = WORDS[lang].modelLoading(Math.round(loaded / 1000), Math.round(total / 1000))) });
    engine.close();
    engine = hulan.create();
    modelSays = "modelLoaded";
    $("model").hidden = true;
    $("text").focus(); // the button that had the focus is gone
    check();
  } catch {
    modelSays = "modelFailed";
    $("load-model").disabled = false;
  }
  $("model-said").textContent = WORDS[lang][modelSays];
  setTimeout(() => (counting = true), 200);
}

const came = { engine: {}, words: {} };

function progress(p) {
  came[p.part] = p;
  const sum = (key) => (came.engine[key] ?? 0) + (came.words[key] ?? 0);
  const loaded = sum("loaded");
  const total = came.engine.total && came.words.total ? sum("total") : 0;
  $("loading-text").textContent = WORDS[lang].loading(Math.round(loaded / 1000), Math.round(total / 1000));
  if (total) {
    $("bar").max = total;
    $("bar").value = loaded;
  }
}

speak(lang);
$("rules").textContent = document.querySelector('meta[http-equiv="Content-Security-Policy"]').content;
$("text").value = EXAMPLES[lang][0];
listen();
watchRequests();
try {
  hulan = await load({ onProgress: progress });
  names = Object.fromEntries(hulan.types.map((t) => [t.type, t]));
  engine = hulan.create();
  $("loading").hidden = true;
  $("model").hidden = false;
  check();
  document.documentElement.dataset.ready = Math.round(performance.now());
  speak(lang);
  setTimeout(() => (counting = true), 200); // entries of the last downloads come a little later
} catch (error) {
  $("loading").hidden = true;
  $("failed").hidden = false;
  $("failed-why").textContent = error.message;
}
