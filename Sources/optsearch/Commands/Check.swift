import ArgumentParser
import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram

/// `optsearch check`: parses and checks rule files.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check rule files and show every problem at its place.",
    discussion: """
      Prints nothing for a file without problems. Warnings do not fail.

      Examples:
        optsearch check my.opt
        optsearch check --flat lion          the flat program of a shipped rule
        cat my.opt | optsearch check -
      """
  )

  @Argument(help: "Rule files, names of shipped rules, or - for standard input.")
  var files: [RuleReference]

  @Flag(help: "Print the flat program of each rule.")
  var flat = false

  @Flag(help: "One diagnostic a line as JSON on standard output; the same as --format json.")
  var json = false

  @Option(help: "How diagnostics are written: rich, short or json.")
  var format: DiagnosticRenderer.Format = .rich

  func run() throws {
    var failed = false
    for reference in files {
      let file = try RuleLoader.source(reference)
      let result = Compiler.compile(file)
      show(result.diagnostics, in: file)
      if result.diagnostics.contains(where: { $0.severity == .error }) {
        failed = true
      } else if flat {
        let rules = result.rules.filter {
          reference.ruleName == nil || $0.program.name == reference.ruleName
        }
        for rule in rules { Console.write(rule.program.flatText) }
      }
    }
    if failed { throw ExitCode.failure }
  }

  private func show(_ diagnostics: [Diagnostic], in file: SourceFile) {
    let format = json ? .json : format
    guard format == .json else {
      return DiagnosticPrinter.print(diagnostics, in: file, format: format)
    }
    let renderer = DiagnosticRenderer(.json)
    for diagnostic in diagnostics { Console.write(renderer.render(diagnostic, in: file) + "\n") }
  }
}
