/// The difference of two texts in the unified format, without file names; empty for equal texts.
package func unifiedDiff(_ old: String, _ new: String, context: Int = 3) -> String {
  let edits = lineEdits(lines(of: old), lines(of: new))
  let changed = edits.indices.filter { edits[$0].kind != " " }
  var hunks: [ClosedRange<Int>] = []
  for index in changed {
    let range = max(0, index - context)...min(edits.count - 1, index + context)
    if let last = hunks.last, range.lowerBound <= last.upperBound + 1 {
      hunks[hunks.count - 1] = last.lowerBound...range.upperBound
    } else {
      hunks.append(range)
    }
  }
  return hunks.map { hunkText(edits, $0) }.joined()
}

private struct LineEdit {
  /// `-` for a line of the old text, `+` for one of the new, a blank for one of both.
  var kind: Character
  var text: Substring
}

// The last line is told from a last line without an end, so that the difference shows.
private func lines(of text: String) -> [Substring] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last == "" {
    lines.removeLast()
  } else if let last = lines.last {
    lines[lines.count - 1] = last + "\n\\ No newline at end of file"
  }
  return lines
}

private func hunkText(_ edits: [LineEdit], _ range: ClosedRange<Int>) -> String {
  let before = edits[..<range.lowerBound]
  let hunk = edits[range]
  let old = (start: before.count { $0.kind != "+" } + 1, count: hunk.count { $0.kind != "+" })
  let new = (start: before.count { $0.kind != "-" } + 1, count: hunk.count { $0.kind != "-" })
  let head = "@@ -\(old.start),\(old.count) +\(new.start),\(new.count) @@\n"
  return head + hunk.map { "\($0.kind)\($0.text)\n" }.joined()
}

private func lineEdits(_ old: [Substring], _ new: [Substring]) -> [LineEdit] {
  let shorter = min(old.count, new.count)
  let prefix = (0..<shorter).first { old[$0] != new[$0] } ?? shorter
  let rest = shorter - prefix
  let suffix =
    (0..<rest).first { old[old.count - 1 - $0] != new[new.count - 1 - $0] } ?? rest
  let middle = changedLines(
    Array(old[prefix..<old.count - suffix]),
    Array(new[prefix..<new.count - suffix])
  )
  return old[..<prefix].map { LineEdit(kind: " ", text: $0) } + middle
    + old[(old.count - suffix)...].map { LineEdit(kind: " ", text: $0) }
}

/// The edits by the longest common subsequence, or a plain replacement where its table would be huge.
private func changedLines(_ old: [Substring], _ new: [Substring]) -> [LineEdit] {
  let removed = old.map { LineEdit(kind: "-", text: $0) }
  let added = new.map { LineEdit(kind: "+", text: $0) }
  guard !old.isEmpty, !new.isEmpty, old.count * new.count <= 4_000_000 else {
    return removed + added
  }
  let width = new.count + 1
  var common = Array(repeating: 0, count: (old.count + 1) * width)
  for i in old.indices.reversed() {
    for j in new.indices.reversed() {
      let here = i * width + j
      common[here] =
        old[i] == new[j]
        ? common[here + width + 1] + 1 : max(common[here + width], common[here + 1])
    }
  }
  var edits: [LineEdit] = []
  var i = 0
  var j = 0
  while i < old.count, j < new.count {
    if old[i] == new[j] {
      edits.append(LineEdit(kind: " ", text: old[i]))
      i += 1
      j += 1
    } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
      edits.append(removed[i])
      i += 1
    } else {
      edits.append(added[j])
      j += 1
    }
  }
  return edits + removed[i...] + added[j...]
}
