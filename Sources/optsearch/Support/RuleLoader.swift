import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import OptTasks

/// A rule read from the command line, ready to run.
struct LoadedRule {
  /// The name by which tables speak of it.
  let name: String
  let file: SourceFile
  let rule: CheckedRule

  var program: Program { rule.program }
}

/// Reads and compiles the rules named on the command line.
enum RuleLoader {
  /// The rule of a reference.
  ///
  /// - Throws: `Failure` if it cannot be read, has errors (printed to standard error) or is not in the
  ///   file.
  static func load(_ reference: RuleReference) throws -> LoadedRule {
    let file = try source(reference)
    let result = Compiler.compile(file)
    DiagnosticPrinter.print(result.diagnostics.filter { $0.severity == .error }, in: file)
    guard !result.diagnostics.contains(where: { $0.severity == .error }) else {
      throw Failure("\(reference.argument) has errors")
    }
    let names = result.rules.map(\.program.name)
    guard
      let rule = result.rules.first(where: {
        reference.ruleName ?? $0.program.name == $0.program.name
      })
    else {
      throw Failure(
        "\(file.path) has no rule `\(reference.ruleName ?? "")`; it has \(names.joined(separator: ", "))"
      )
    }
    return LoadedRule(name: rule.program.name, file: file, rule: rule)
  }

  /// The source file of a reference.
  ///
  /// - Throws: `Failure` with what is wrong and what there is instead.
  static func source(_ reference: RuleReference) throws -> SourceFile {
    switch reference.source {
    case .standardInput:
      return try source("<stdin>") { .standardInput }
    case .file(let path):
      return try source(path) { try FileHandle(forReadingFrom: URL(filePath: path)) }
    case .shipped(let name):
      guard let text = ShippedRules.source(named: name) else { throw unknownRule(name) }
      return SourceFile(path: "\(name).opt", text: text)
    }
  }

  private static func source(_ path: String, _ open: () throws -> FileHandle) throws -> SourceFile {
    do { return SourceFile(path: path, bytes: try readBytes(open())) } catch {
      throw Failure("cannot read \(path): \(error.systemReason)")
    }
  }

  // One byte more than the limit is enough for the compiler to refuse the file: a huge one is not read.
  private static func readBytes(_ handle: FileHandle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= Limits.sourceBytes,
      let chunk = try handle.read(upToCount: Limits.sourceBytes + 1 - bytes.count), !chunk.isEmpty
    {
      bytes += chunk
    }
    return bytes
  }

  private static func unknownRule(_ name: String) -> Failure {
    let near = didYouMean(name, among: ShippedRules.names)
    let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
    return Failure(
      "no shipped rule is called `\(name)`\(hint) (a file is named with its ending: \(name).opt)"
    )
  }
}

extension LoadedRule {
  /// The values that `--set` gives to hyperparameters.
  ///
  /// - Throws: `Failure` for a name the rule does not declare.
  func hyperparameters(setting assignments: [Assignment]) throws -> [String: Double] {
    let names = program.hyperparameters.map { program[$0].name }
    var values: [String: Double] = [:]
    for assignment in assignments {
      guard names.contains(assignment.name) else {
        let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
        throw Failure("\(name) has no hyperparameter `\(assignment.name)`; \(known)")
      }
      values[assignment.name] = assignment.value
    }
    return values
  }
}
