import ArgumentParser
import Foundation
import OptDiagnostics
import OptTasks

/// A task as named on the command line: `digits-mlp`, `digits-mlp@10`, or the path of a task file.
struct TaskReference {
  /// What a shell offers for an argument.
  static let completion = CompletionKind.list(TaskCatalog.all.map(\.name))

  let argument: String

  /// The task of the catalogue; nil for the path of a task file.
  private let listed: ProxyTask?

  /// Reads an argument.
  ///
  /// - Throws: `ValidationError` if it is neither the path of a task file nor the name of a task.
  init(argument: String) throws {
    self.argument = argument
    listed = TaskFile.isPath(argument) ? nil : TaskCatalog.task(named: argument)
    if !TaskReference.isTask(argument) { throw TaskReference.unknown(argument) }
  }

  /// Whether a word is the name of a task or could be the path of a task file.
  static func isTask(_ word: String) -> Bool {
    TaskFile.isPath(word) || TaskCatalog.task(named: word) != nil
  }

  /// What finds the task from any folder: the full name, or the whole path.
  var lasting: String { listed?.name ?? URL(fileURLWithPath: argument).standardizedFileURL.path }

  /// The task; the data of a task file is read with every call.
  ///
  /// - Throws: `Failure` with what is wrong with a file.
  func load() throws -> ProxyTask {
    if let listed { return listed }
    do { return try TaskFile.load(URL(fileURLWithPath: argument)) } catch {
      throw Failure("\(error)")
    }
  }

  private static func unknown(_ argument: String) -> ValidationError {
    let names = TaskCatalog.all.map { argument.contains("@") ? $0.name : $0.family }
    let near = didYouMeanText(didYouMean(argument, among: names))
    return ValidationError(
      "there is no task `\(argument)`; \(near ?? "`optsearch tasks` lists them")"
        + " (a task of your own is a file ending in .json)"
    )
  }
}
