/// A JSON value whose text is the same everywhere: keys in the order given, two blanks a level.
indirect enum JSON {
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  var text: String { text(indentation: "") }

  private func text(indentation: String) -> String {
    let inner = indentation + "  "
    switch self {
    case .string(let string):
      return "\"" + string.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    case .array(let values):
      let rows = values.map { inner + $0.text(indentation: inner) }
      return "[\n" + rows.joined(separator: ",\n") + "\n\(indentation)]"
    case .object(let pairs):
      let rows = pairs.map { "\(inner)\"\($0.key)\": " + $0.value.text(indentation: inner) }
      return "{\n" + rows.joined(separator: ",\n") + "\n\(indentation)}"
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }

  init(arrayLiteral elements: JSON...) { self = .array(elements) }

  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { (key: $0.0, value: $0.1) })
  }
}
