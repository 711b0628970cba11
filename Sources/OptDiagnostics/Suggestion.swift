/// The known names that a misspelt one may stand for, best first, at most four.
///
/// Those within an edit distance of a third of the name's length, at least 1, as long as something of
/// the name is left. Case does not count.
package func didYouMean(_ name: String, among candidates: [String]) -> [String] {
  let letters = Array(name.lowercased().utf8)
  let limit = max(1, letters.count / 3)
  var found: [(distance: Int, name: String)] = []
  for candidate in candidates where candidate != name {
    guard !found.contains(where: { $0.name == candidate }) else { continue }
    let other = Array(candidate.lowercased().utf8)
    guard abs(other.count - letters.count) <= limit else { continue }
    let distance = editDistance(letters, other)
    if distance <= limit, distance < max(letters.count, other.count) {
      found.append((distance, candidate))
    }
  }
  let ranked = found.enumerated().sorted {
    ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
  }
  return ranked.prefix(4).map(\.element.name)
}

/// Names as a question: "did you mean `a`, `b` or `c`?"; nil for none.
package func didYouMeanText(_ names: [String]) -> String? {
  let quoted = names.map { "`\($0)`" }
  guard let last = quoted.last else { return nil }
  guard quoted.count > 1 else { return "did you mean \(last)?" }
  return "did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
}

/// The fewest insertions, deletions, replacements and exchanges of neighbours that turn one text into the other.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(row[j], last[j + 1]) + 1
      best = min(best, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
