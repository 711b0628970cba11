import Foundation
import OptDiagnostics

/// Shows diagnostics on standard error, in colour where that is wanted.
enum DiagnosticPrinter {
  static func print(
    _ diagnostics: [Diagnostic],
    in file: SourceFile,
    format: DiagnosticRenderer.Format = .rich
  ) {
    guard !diagnostics.isEmpty else { return }
    let renderer = DiagnosticRenderer(
      format,
      hasColors: format == .rich && Terminal.usesColour(STDERR_FILENO)
    )
    let text = renderer.render(diagnostics, in: file)
    // Between files an empty line separates what is drawn over several.
    Console.note(format == .rich ? text : String(text.dropLast()))
  }
}
