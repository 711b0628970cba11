public import Testing

/// Expects two texts to be equal, and shows the first line that differs.
public func expectEqualLines(
  _ found: String,
  _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if found == expected { return }
  let lines = found.split(separator: "\n", omittingEmptySubsequences: false)
  let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let index = zip(lines, expectedLines).prefix { $0 == $1 }.reduce(0) { count, _ in count + 1 }
  let foundLine = index < lines.count ? String(lines[index]) : "nothing"
  let expectedLine = index < expectedLines.count ? String(expectedLines[index]) : "nothing"
  Issue.record(
    "line \(index + 1) is\n\(foundLine)\nnot\n\(expectedLine)\nin\n\(found)",
    sourceLocation: sourceLocation
  )
}
