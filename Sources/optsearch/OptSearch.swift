import ArgumentParser
import OptDiagnostics

/// The command line: parses flags, reads files, calls a library, renders, sets the exit code.
@main
struct OptSearch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optsearch",
    abstract: "Write, run and evolve optimizer update rules.",
    discussion: """
      A rule is a FILE.opt, FILE.opt:NAME, or the name of a shipped rule such as adamw or lion.
      Results go to standard output, everything else to standard error.

      Examples:
        optsearch run adamw --task digits-mlp
        optsearch compare lion momentum --task digits-mlp
        optsearch evolve --budget 60s

      Exit codes: 0 fine, 1 the rule or the run failed, 64 wrong usage, 70 internal error,
      130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      Check.self,
      Fmt.self,
      Explain.self,
      Run.self,
      Compare.self,
      Tune.self,
      Evolve.self,
      Select.self,
      Simplify.self,
      Report.self,
      Tasks.self,
      Apply.self,
      Bench.self,
      Repl.self,
    ]
  )

  static func main() async {
    let words = CommandLine.arguments.dropFirst()
    if let error = unknownCommand(words.first == "help" ? words.dropFirst().first : words.first) {
      exit(withError: error)
    }
    await main(nil)
  }

  /// What is wrong with a word that is no command, where the parser would only call it unexpected, or
  /// would show the help of all.
  private static func unknownCommand(_ word: String?) -> ValidationError? {
    let names = configuration.subcommands.map { $0._commandName }
    guard let word, !word.hasPrefix("-"), word != "help", !names.contains(word) else { return nil }
    let near = didYouMeanText(didYouMean(word, among: names))
    return ValidationError(
      "there is no command `\(word)`; \(near ?? "`optsearch --help` lists them")"
    )
  }
}
