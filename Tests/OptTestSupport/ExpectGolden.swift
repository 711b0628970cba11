import Foundation
import OptDiagnostics
public import Testing

/// Compares a text with a file beside the test, `Goldens/NAME`.
///
/// With `RECORD_GOLDEN=1` in the environment the file is written instead; recording always fails, so
/// that it cannot pass for a test.
public func expectGolden(
  _ actual: String,
  _ name: String,
  file: StaticString = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: "\(file)").deletingLastPathComponent()
  let url = folder.appending(path: "Goldens").appending(path: name).standardizedFileURL
  if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try actual.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded Goldens/\(name)", sourceLocation: sourceLocation)
    } catch {
      Issue.record("cannot record Goldens/\(name): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
    Issue.record(
      "no Goldens/\(name); record it with RECORD_GOLDEN=1",
      sourceLocation: sourceLocation
    )
    return
  }
  guard expected != actual else { return }
  Issue.record(
    "Goldens/\(name) differs (- expected, + found):\n\(unifiedDiff(expected, actual))",
    sourceLocation: sourceLocation
  )
}
