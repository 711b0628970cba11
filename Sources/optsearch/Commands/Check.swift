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
        optsearch check --fix my.opt         mends `**`, typographic characters and the like
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

  @Flag(help: "Mend in the file what can be meant in one way only.")
  var fix = false

  @Flag(help: "Mend likely guesses too, such as misspelt names.")
  var unsafeFixes = false

  func run() throws {
    var failed = false
    for reference in files {
      var file = try RuleLoader.source(reference)
      if fix || unsafeFixes { file = try mended(file, reference) }
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

  /// The file with the mistakes mended that can be, written back; as it was if that does not help.
  private func mended(_ file: SourceFile, _ reference: RuleReference) throws -> SourceFile {
    guard case .file(let path) = reference.source else {
      throw Failure("\(reference.argument) is not a file; only files can be mended")
    }
    var result = file
    var fixIts = fixIts(of: file)
    var count = 0
    // A mistake that is mended may uncover another one in its statement.
    for _ in 0..<100 where !fixIts.isEmpty {
      count += fixIts.count
      result = result.applying(fixIts)
      fixIts = self.fixIts(of: result)
    }
    guard count > 0, fixIts.isEmpty else { return file }
    try OutputFile.write(Data(result.bytes), to: path, force: true)
    Console.note("\(path): \(count) mended")
    return result
  }

  private func fixIts(of file: SourceFile) -> [FixIt] {
    Compiler.compile(file).diagnostics.compactMap { problem in
      problem.fixIts.first { $0.applicability == .safe || unsafeFixes }
    }
  }

  private func show(_ diagnostics: [Diagnostic], in file: SourceFile) {
    let format = json ? .json : format
    guard format == .json else {
      return DiagnosticPrinter.print(diagnostics, in: file, format: format)
    }
    Console.write(DiagnosticRenderer(.json).render(diagnostics, in: file))
  }
}
