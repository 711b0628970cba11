import ArgumentParser
import Foundation
import OptDiagnostics
import OptTasks

/// A task as named on the command line: `digits-mlp`, `digits-mlp@10`, or the path of a task file.
struct TaskReference: ExpressibleByArgument {
  let argument: String

  init(argument: String) { self.argument = argument }

  static var defaultCompletionKind: CompletionKind { .list(TaskCatalog.all.map(\.name)) }

  /// Whether a word is the name of a task or could be the path of a task file.
  static func isTask(_ word: String) -> Bool {
    TaskFile.isPath(word) || TaskCatalog.task(named: word) != nil
  }

  /// What finds the task from any folder: the full name, or the whole path.
  var lasting: String {
    TaskFile.isPath(argument)
      ? URL(fileURLWithPath: argument).standardizedFileURL.path
      : TaskCatalog.task(named: argument)?.name ?? argument
  }

  /// The task; the data of a task file is read with every call.
  ///
  /// - Throws: `ValidationError` if there is no task of the name, `Failure` with what is wrong with a file.
  func load() throws -> ProxyTask {
    let task: ProxyTask?
    do { task = try TaskCatalog.task(namedOrIn: argument) } catch { throw Failure("\(error)") }
    guard let task else { throw unknownTask }
    return task
  }

  private var unknownTask: ValidationError {
    let names = TaskCatalog.all.map { argument.contains("@") ? $0.name : $0.family }
    let near = didYouMeanText(didYouMean(argument, among: names))
    return ValidationError(
      "there is no task `\(argument)`; \(near ?? "`optsearch tasks` lists them")"
        + " (a task of your own is a file ending in .json)"
    )
  }
}
