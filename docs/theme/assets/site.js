// What the pages cannot do alone: copy a snippet, open a step of the triage on the way back to it, keep the language link true, name what the theme leaves unnamed.
const zh = document.documentElement.lang.startsWith("zh")
const say = zh
  ? { copy: "复制", copied: "已复制", code: "代码", table: "表格" }
  : { copy: "Copy", copied: "Copied", code: "Code", table: "Table" }

async function copy(button) {
  const code = button.closest(".snippet, .highlight").querySelector("pre > code")
  // the tested file, byte for byte: its text ends with one newline
  const text = code.textContent.replace(/\n*$/, "\n")
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // no clipboard outside https and localhost: the old way
    const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true })
    area.style.cssText = "position:fixed;opacity:0"
    document.body.append(area)
    area.select()
    document.execCommand("copy")
    area.remove()
  }
  button.textContent = say.copied
  setTimeout(() => (button.textContent = say.copy), 1500)
}

function copyButton() {
  return Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: say.copy })
}

// γ to the power of L, with a bar on a scale of powers of ten
function multiply(form) {
  const [gain, depth] = [form.gain.value, form.depth.value].map(Number)
  const decades = depth * Math.log10(gain)
  const product = Math.abs(decades) < 3 ? (gain ** depth).toPrecision(3) : (gain ** depth).toExponential(1)
  form.querySelector("output").textContent = `${gain.toFixed(2)}^${depth} = ${product}`
  form.style.setProperty("--decades", decades)
}

function arrive() {
  // Back or Forward to a page that the theme put in place leaves it without a target, by which the triage shows a step
  const step = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".step")
  if (step && !document.querySelector(":target")) location.replace(location.hash)

  for (const form of document.querySelectorAll("form.factor")) {
    form.hidden = false
    form.oninput = () => multiply(form)
    multiply(form)
  }

  // Tab goes to the radio that is checked: let it be the one whose label is seen
  const option = document.querySelector(`.md-option[data-md-color-scheme=${document.body.dataset.mdColorScheme}]`)
  if (option) option.checked = true
  for (const bar of document.querySelectorAll(".snippet > .snippet__bar"))
    if (!bar.querySelector(".copy")) bar.querySelector("p").append(copyButton())
  for (const block of document.querySelectorAll(".highlight:not(.language-text)"))
    if (!block.closest(".snippet") && !block.querySelector(".copy")) block.append(copyButton())
  // what scrolls sideways can be reached and scrolled from the keyboard
  document.querySelectorAll(".highlight pre > code").forEach((code, number) => {
    code.tabIndex = 0
    code.setAttribute("role", "region")
    code.setAttribute("aria-label", `${say.code} ${number + 1}`)
  })
  document.querySelectorAll(".md-typeset__table, .md-typeset__scrollwrap").forEach((wrap, number) => {
    if (wrap.scrollWidth > wrap.clientWidth) {
      wrap.tabIndex = 0
      wrap.setAttribute("role", "region")
      wrap.setAttribute("aria-label", `${say.table} ${number + 1}`)
    }
  })
  // the header stays through instant navigation, so its link to the twin is made anew
  const root = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location.href)
  const link = document.querySelector("[data-language]")
  home ??= root
  link.href = new URL(`../${link.dataset.language}/${location.pathname.slice(home.pathname.length)}`, home)
}

let home
document.addEventListener("click", event => {
  const button = event.target.closest("button.copy")
  if (button) copy(button)
})
window.document$ ? document$.subscribe(arrive) : arrive()

// The search box: the theme listens to keys only, and to those of an unfinished Chinese word too.
const query = document.querySelector("[data-md-component=search-query]")
if (query) {
  const told = new BroadcastChannel("search") // the worker fetches its index when the reader turns to the box
  const turn = () => told.postMessage("wanted")
  query.addEventListener("focus", turn)
  query.addEventListener("pointerenter", turn)
  let composing = false
  const heard = () => query.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
  query.addEventListener("compositionstart", () => (composing = true))
  query.addEventListener("compositionend", () => {
    composing = false
    heard()
  })
  for (const type of ["keyup", "keydown"])
    window.addEventListener(
      type,
      event => event.target === query && (composing || event.isComposing) && event.stopImmediatePropagation(),
      true,
    )
  // On a phone the open box holds the page still, against the jump to a result too: jump once the page is let go.
  let held
  new MutationObserver(() => {
    if ("mdScrolllock" in document.body.dataset) held = location.href
    else if (location.href !== held) document.querySelector(":target")?.scrollIntoView()
  }).observe(document.body, { attributeFilter: ["data-md-scrolllock"] })
  query.addEventListener("input", () => {
    turn()
    if (!composing) heard() // text that comes by mouse, voice or handwriting counts too
  })
}
