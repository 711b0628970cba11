import ArgumentParser
import Foundation
import OptDiagnostics
import OptLanguage

/// `optsearch fmt`: formats rule files.
struct Fmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Format rule files in place.",
    discussion: """
      There is one style and no options. A file with syntax errors is left alone.

      Examples:
        optsearch fmt my.opt
        optsearch fmt --check examples/*.opt     a diff, and exit code 1 if there is one
        optsearch fmt - < my.opt                 formatted text on standard output
      """
  )

  @Argument(help: "Rule files, or - for standard input.")
  var files: [RuleReference]

  @Flag(help: "Change nothing; print what would change and fail if anything would.")
  var check = false

  func run() throws {
    var failed = false
    for reference in files where try !format(reference) { failed = true }
    if failed { throw ExitCode.failure }
  }

  /// Formats one file; false if it has errors, or would change under `--check`.
  private func format(_ reference: RuleReference) throws -> Bool {
    if case .shipped(let name) = reference.source {
      throw Failure("\(name) is not a file; a rule file ends in .opt")
    }
    let file = try RuleLoader.source(reference)
    let (formatted, diagnostics) = OptLanguage.Formatter.format(file)
    guard let after = formatted else {
      DiagnosticPrinter.print(diagnostics, in: file)
      return false
    }
    let before = String(decoding: file.bytes, as: UTF8.self)
    if check {
      guard before != after else { return true }
      Console.write("--- \(file.path)\n+++ \(file.path) (formatted)\n" + unifiedDiff(before, after))
      return false
    }
    switch reference.source {
    case .file(let path):
      if before != after { try OutputFile.write(after, to: path, force: true) }
    case .standardInput, .shipped:
      Console.write(after)
    }
    return true
  }
}
