(function () {
  const localeKey = Symbol.for("react-aria.i18n.locale")
  const root = document.documentElement

  // Widgets take direction and arrow keys from this symbol, number formats from navigator.language: both follow the
  // language of the page, whatever the browser's own language is.
  window.sanjehLanguage = function (lang) {
    const locale = lang === "en" ? "en-US" : "fa-IR"
    root.lang = lang
    root.dir = lang === "en" ? "ltr" : "rtl"
    window[localeKey] = locale
    try {
      Object.defineProperty(navigator, "language", { get: () => locale, configurable: true })
      Object.defineProperty(navigator, "languages", { get: () => [locale], configurable: true })
    } catch (error) {
      console.warn("the browser keeps its own language", error)
    }
    window.dispatchEvent(new Event("languagechange"))
    if (document.body) exchange(document.body)
  }

  // The framework has no translations: its own texts (exactly these, but for a number or a name in them) are exchanged where they appear.
  // (Only what differs is written: what is written comes back to the observer.)
  const texts = window.sanjehFrameworkTexts || []
  const whole = new Map(texts.flatMap((forms) => forms.map((form) => [form, forms])))
  const slot = /\{(count|text)\}/
  const patterns = { count: "([0-9۰-۹.٫]+)", text: "(.+)" }
  const filled = texts.filter((forms) => slot.test(forms[0])).map((forms) => {
    const name = slot.exec(forms[0])[1]
    return [new RegExp("^(?:" + forms.join("|").replaceAll(`{${name}}`, patterns[name]) + ")$"), forms, name]
  })
  const attributes = ["aria-label", "title", "placeholder"]

  function wordFor(text) {
    const side = root.lang === "fa" ? 2 : 1
    const forms = whole.get(text)
    if (forms) return forms[side]
    for (const [pattern, filling, name] of filled) {
      const found = pattern.exec(text)
      if (!found) continue
      const said = found.slice(1).find(Boolean)
      return filling[side].replace(`{${name}}`, () => (name === "count" ? counted(said, side) : said))
    }
  }

  function counted(said, side) {
    const plain = said.replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0).replace("٫", ".")
    return Number(plain).toLocaleString(side === 2 ? "fa-IR" : "en-US")
  }

  function exchange(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = node.data.trim()
      const word = wordFor(said)
      if (word && word !== said && !node.parentElement?.closest(".sj")) node.data = node.data.replace(said, () => word)
      return
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".sj")) return
    for (const name of attributes) {
      const said = node.getAttribute(name) ?? ""
      const word = wordFor(said)
      if (word && word !== said) node.setAttribute(name, word)
    }
    node.childNodes.forEach(exchange)
  }

  new MutationObserver(function (records) {
    for (const record of records) {
      if (record.type === "childList") record.addedNodes.forEach(exchange)
      else exchange(record.target)
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes })

  function redraw() {
    for (const wait of [60, 400]) setTimeout(() => window.dispatchEvent(new Event("resize")), wait)
  }

  function present(on) {
    root.classList.toggle("present", on)
    document.dispatchEvent(new CustomEvent("sanjeh:present", { detail: on }))
    redraw()
  }

  // Charts keep the width of the screen on paper: they are scaled to the sheet by the same measure as the columns.
  const SHEET = 703 // A4 without its margins, in CSS pixels
  window.addEventListener("beforeprint", function () {
    const main = document.querySelector("[data-testid=stMainBlockContainer]")
    if (!main) return
    const style = getComputedStyle(main)
    const width = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    root.style.setProperty("--sj-print-zoom", String((SHEET / width) * 0.97))
  })

  // The framework's pickers compare letter by letter: what an Arabic keyboard types is put as the names are written.
  const LETTERS = { "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9" }
  document.addEventListener("beforeinput", function (event) {
    if (!event.data || event.isComposing || !event.target.matches?.("input[role=combobox]")) return
    const written = event.data.replace(/[\u064a\u0649\u0643]/g, (letter) => LETTERS[letter])
    if (written === event.data) return
    event.preventDefault()
    document.execCommand("insertText", false, written)
  }, true)

  function isTyping(event) {
    const target = event.composedPath()[0]
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable
  }

  function toggle() {
    const on = !root.classList.contains("present")
    if (on && root.requestFullscreen) root.requestFullscreen().catch(() => {})
    if (!on && document.fullscreenElement) document.exitFullscreen()
    present(on)
  }

  document.addEventListener("sanjeh:show", toggle)
  window.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
    if (event.code === "KeyF") {
      toggle()
    } else if (event.key === "Escape" && root.classList.contains("present")) {
      present(false)
    }
  })
  document.addEventListener("fullscreenchange", function () {
    if (!document.fullscreenElement && root.classList.contains("present")) present(false)
  })

  // One step of the visitor is one step of the browser's history. The framework empties the address, writes the page's
  // and then its choices: what comes before the next thing that somebody does completes the step that is under way.
  const push = history.pushState.bind(history)
  let isUnderWay = true
  for (const begins of ["pointerdown", "keydown"]) window.addEventListener(begins, () => { isUnderWay = false }, true)
  history.pushState = function (entry, title, url) {
    if (isUnderWay) history.replaceState(entry, title, url)
    else push(entry, title, url)
    isUnderWay = true
  }
  // Back and forward: the address says what is shown. (The mark goes with the address that the answer writes.)
  window.addEventListener("popstate", function () {
    isUnderWay = true
    if (location.hash) return
    const marked = new URL(location.href)
    marked.searchParams.set("back", "1")
    history.replaceState(history.state, "", marked)
  })

  window.sanjehLanguage(root.lang === "en" ? "en" : "fa")
})()
