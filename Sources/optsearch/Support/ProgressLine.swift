import Foundation

/// A line on standard error that is drawn again and again; silent where nobody watches.
final class ProgressLine {
  /// Whether anybody sees it.
  let isDrawn: Bool

  private var width = 0

  /// A progress line, drawn only on a terminal.
  init(isEnabled: Bool = true) { isDrawn = isEnabled && Terminal.isInteractive(STDERR_FILENO) }

  /// Shows a text in the place of the last one, cut to the terminal's width.
  func show(_ text: @autoclosure () -> String) {
    guard isDrawn else { return }
    let shown = String(text().prefix(Terminal.columns - 1))
    let pad = String(repeating: " ", count: max(width - shown.count, 0))
    width = shown.count
    FileHandle.standardError.write(Data("\r\(shown)\(pad)".utf8))
  }

  /// Clears the line.
  func finish() {
    guard isDrawn, width > 0 else { return }
    FileHandle.standardError.write(Data("\r\(String(repeating: " ", count: width))\r".utf8))
    width = 0
  }
}
