import ArgumentParser
import Foundation
import OptLanguage

/// `optsearch repl`: trying an update rule by hand.
struct Repl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try an update rule on a few numbers.",
    discussion: """
      Statements run at once on a small sample tensor (w, g and states), each printing its value, shape \
      and range. `:help` lists the commands. Works from a pipe as well.

      Examples:
        optsearch repl
        printf ':load lion\\n:step 3\\n:trace\\n' | optsearch repl
      """
  )

  @Flag(help: "Stop at the first error with exit code 1.")
  var bail = false

  func run() async throws {
    if Terminal.isInteractive(STDIN_FILENO), Terminal.isInteractive(STDOUT_FILENO) {
      try await converse()
    } else {
      try await readPipe()
    }
  }

  private func converse() async throws {
    Interruption.watch()
    var interpreter = ReplInterpreter()
    var editor = LineEditor(prompt: "opt> ", history: History(file: History.defaultFile))
    Console.write("optsearch \(OptSearch.configuration.version); :help lists the commands\n")
    while true {
      let outcome = editor.readLine(
        isComplete: { !Parser.isIncomplete($0) },
        completion: { [interpreter] in interpreter.completion(of: $0) }
      )
      switch outcome {
      case .interrupted: continue
      case .endOfInput: return
      case .line(let line):
        if try await goesOn(after: line, &interpreter) == false { return }
      }
    }
  }

  private func readPipe() async throws {
    var interpreter = ReplInterpreter()
    var pending = ""
    while let line = readLine() {
      pending += pending.isEmpty ? line : "\n" + line
      if Parser.isIncomplete(pending) { continue }
      if try await goesOn(after: pending, &interpreter) == false { return }
      pending = ""
    }
    if !pending.isEmpty { _ = try await goesOn(after: pending, &interpreter) }
  }

  private func goesOn(after entry: String, _ interpreter: inout ReplInterpreter) async throws
    -> Bool
  {
    do {
      return try await interpreter.execute(entry) == .goesOn
    } catch {
      Console.note("\(error)")
      if bail { throw ExitCode.failure }
      return true
    }
  }
}
