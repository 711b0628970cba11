public import Foundation

/// The directory of a run, held by one process at a time.
///
/// `config.json` says everything needed to repeat the run, `journal.jsonl` everything that happened.
public struct RunDirectory: Sendable {
  /// The directory.
  public let url: URL

  /// What the run is.
  public let description: SearchDescription

  private let lock: RunLock

  /// Begins a run in a new or empty directory.
  ///
  /// - Throws: `RunDirectoryError` if there is a run already, another process has the directory, or it
  ///   cannot be written.
  public init(creating url: URL, _ description: SearchDescription) throws(RunDirectoryError) {
    self.url = url
    self.description = description
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .file(path: url.path, reason: error.localizedDescription)
    }
    lock = try RunLock(directory: url)
    let file = RunDirectory.configurationURL(url)
    guard !FileManager.default.fileExists(atPath: file.path) else { throw .exists(path: url.path) }
    do {
      try RunDirectory.encode(description).write(to: file, options: .atomic)
    } catch {
      throw .file(path: file.path, reason: error.localizedDescription)
    }
  }

  /// Takes up a run that was begun before.
  ///
  /// - Throws: `RunDirectoryError` if there is no run, another process has the directory, or its
  ///   configuration cannot be read.
  public init(resuming url: URL) throws(RunDirectoryError) {
    self.url = url
    let file = RunDirectory.configurationURL(url)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .missing(path: url.path)
    }
    lock = try RunLock(directory: url)
    description = try RunDirectory.read(file)
  }

  /// What the run of a directory is, without taking part in it.
  ///
  /// - Throws: `RunDirectoryError` if there is no run or its configuration cannot be read.
  public static func description(of url: URL) throws(RunDirectoryError) -> SearchDescription {
    let file = configurationURL(url)
    guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(path: url.path) }
    return try read(file)
  }

  /// The journal's place.
  public static func journalURL(_ directory: URL) -> URL {
    directory.appendingPathComponent("journal.jsonl")
  }

  private static func configurationURL(_ directory: URL) -> URL {
    directory.appendingPathComponent("config.json")
  }

  private static func read(_ file: URL) throws(RunDirectoryError) -> SearchDescription {
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Content.self, from: try Data(contentsOf: file)).search
    } catch {
      throw .corrupted(path: file.path, line: 1, reason: JournalFile.reason(of: error))
    }
  }

  private static func encode(_ description: SearchDescription) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(Content(schema: 1, machine: Machine(), search: description))
    data.append(UInt8(ascii: "\n"))
    return data
  }

  private struct Content: Codable {
    var schema: Int
    var machine: Machine?
    var search: SearchDescription
  }

  /// What the run was made on; nothing depends on it but times.
  private struct Machine: Codable {
    var system = ProcessInfo.processInfo.operatingSystemVersionString
    var processors = ProcessInfo.processInfo.activeProcessorCount
    var memoryBytes = ProcessInfo.processInfo.physicalMemory
  }
}
