/// The only script of the page: the rule of a mark that is pointed at or has the focus.
///
/// Without it the marks are links to the rules below.
enum ReportScript {
  /// Holds no `<` and no `&`, so that the page is well-formed XML too.
  static let source = """
    const panel = document.getElementById("rule-panel");
    for (const mark of document.querySelectorAll("a[data-rule]")) {
      const show = () => {
        const card = document.getElementById(mark.dataset.rule);
        panel.replaceChildren(card.querySelector(".card-body").cloneNode(true));
        for (const other of document.querySelectorAll("a[data-rule]")) {
          other.classList.toggle("shown", other === mark);
        }
      };
      mark.addEventListener("pointerenter", show);
      mark.addEventListener("focus", show);
    }
    """
}
