import ArgumentParser
import Foundation
import OptLanguage

/// A rule as named on the command line: `FILE.opt`, `FILE.opt:NAME`, `-`, or a shipped rule's name.
struct RuleReference: ExpressibleByArgument, Hashable {
  /// Where the source comes from.
  enum Source: Hashable {
    case file(String)
    case standardInput
    case shipped(String)
  }

  static let defaultCompletionKind = CompletionKind.custom { _, _, word in completions(of: word) }

  let argument: String
  let source: Source
  /// The rule wanted of a file with several; nil for the first.
  let ruleName: String?

  init(argument: String) {
    self.argument = argument
    if argument == "-" {
      source = .standardInput
      ruleName = nil
    } else if argument.hasSuffix(".opt") {
      source = .file(argument)
      ruleName = nil
    } else if let colon = argument.range(of: ".opt:", options: .backwards) {
      source = .file(String(argument[..<colon.lowerBound]) + ".opt")
      ruleName = String(argument[colon.upperBound...])
    } else {
      let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
      source = .shipped(parts.first ?? argument)
      ruleName = parts.count > 1 ? parts[1] : nil
    }
  }

  /// The shipped rules, and the rule files in the folder that a word begins with.
  static func completions(of word: String) -> [String] {
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    let path = folder.isEmpty ? "." : folder
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return ShippedRules.names + files.filter { $0.hasSuffix(".opt") }.sorted().map { folder + $0 }
  }
}
