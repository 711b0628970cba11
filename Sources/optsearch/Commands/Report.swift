import ArgumentParser
import Foundation
import OptEvolution

/// `optsearch report`: a run as a page.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the report of a run as one HTML file.",
    discussion: """
      Curves, hall of fame, lineage of the best, comparison, statistics and how to repeat the run, all \
      from config.json and journal.jsonl. The directory may be that of a running, an interrupted or a \
      finished search; it is only read, except for report.html, which is made anew each time.

      Examples:
        optsearch report runs/latest
        optsearch report runs/latest --out - > page.html
      """
  )

  @Argument(help: "The run directory.")
  var directory: String

  @Option(help: "The file to write, - for standard output (default DIR/report.html).")
  var out: String?

  @Flag(help: "Overwrite the file of --out.")
  var force = false

  func run() throws {
    if let out { try OutputFile.refuse(existing: out, force: force) }
    let url = URL(filePath: directory).resolvingSymlinksInPath()
    let page = try ReportFile.page(of: url)
    guard let out else { return Console.note(try ReportFile.write(page, in: url)) }
    try OutputFile.write(page, to: out, force: force)
  }
}

/// The report among the files of a run directory.
enum ReportFile {
  /// The page of a run directory.
  ///
  /// - Throws: `Failure` with what is wrong with the directory.
  static func page(of directory: URL) throws -> String {
    do {
      let report = try RunReport(of: directory)
      return ReportPage(report: report, name: directory.lastPathComponent).source
    } catch {
      throw Failure("\(error)")
    }
  }

  /// Writes the page into its run directory, over an older one, and gives its path.
  static func write(_ page: String, in directory: URL) throws -> String {
    let file = directory.appending(path: "report.html")
    try OutputFile.write(page, to: file.path, force: true)
    return file.relativePath
  }
}
