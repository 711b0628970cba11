import Foundation

/// The memory that this machine can still give.
enum AvailableMemory {
  /// Bytes that can be had without swapping, nil where the system does not tell.
  static var bytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let words = line?.split(separator: " ") ?? []
    return words.count > 1 ? Int(words[1]).map { $0 * 1_024 } : nil
  }
}
