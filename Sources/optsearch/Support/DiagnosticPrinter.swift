import Foundation
import OptDiagnostics

/// Shows diagnostics on standard error, in colour where that is wanted.
enum DiagnosticPrinter {
  static func print(_ diagnostics: [Diagnostic], in file: SourceFile) {
    let renderer = DiagnosticRenderer(style: .rich(usesColour: Terminal.usesColour(STDERR_FILENO)))
    for diagnostic in diagnostics { Console.note(renderer.render(diagnostic, in: file)) }
  }
}
