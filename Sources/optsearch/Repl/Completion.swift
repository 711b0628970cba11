/// The words that could stand in place of the last one before the cursor.
struct Completion {
  /// The last word, perhaps empty.
  var word: String

  /// The words that begin with it.
  var candidates: [String]

  /// Those of some words that begin with the given one, in order, each once.
  init(of word: String, among words: [String]) {
    self.word = word
    candidates = Set(words).filter { $0.hasPrefix(word) }.sorted()
  }

  /// The candidates in columns.
  func list(width: Int) -> String {
    let cell = 2 + (candidates.map(\.count).max() ?? 0)
    let columns = max(1, width / cell)
    let rowCount = (candidates.count + columns - 1) / columns
    let rows = (0..<rowCount).map { row in
      stride(from: row, to: candidates.count, by: rowCount).map { place in
        let isLast = place + rowCount >= candidates.count
        return isLast ? candidates[place] : candidates[place].padded(to: cell)
      }.joined()
    }
    return rows.map { $0 + "\r\n" }.joined()
  }
}

extension String {
  /// The text with blanks behind it.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
