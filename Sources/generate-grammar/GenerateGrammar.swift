import ArgumentParser
import Foundation

/// Writes the files of `Grammar/` that follow from the language's own tables, or checks them.
@main
struct GenerateGrammar: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-grammar",
    abstract: "Generates the parts of Grammar/ that follow from the tables in Sources/OptProgram."
  )

  /// What to do with the generated files.
  enum Mode: String, CaseIterable, ExpressibleByArgument {
    case write
    case check
    case dryRun = "dry-run"
  }

  @Option(help: "Write the files, check that they are up to date, or print what would be written.")
  var mode = Mode.write

  @Option(help: "The folder of the files.")
  var folder = "Grammar"

  func run() throws {
    var stale: [String] = []
    for file in GeneratedFile.all {
      let url = URL(filePath: folder).appending(path: file.name)
      let current = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
      let text = try file.text(current)
      switch mode {
      case .write:
        if text != current { try text.write(to: url, atomically: true, encoding: .utf8) }
      case .check:
        if text != current { stale.append(url.path) }
      case .dryRun:
        print("--- \(url.path)\n\(text)", terminator: "")
      }
    }
    guard stale.isEmpty else {
      throw ValidationError(
        "out of date: \(stale.joined(separator: ", ")); run `swift run generate-grammar`"
      )
    }
  }
}
