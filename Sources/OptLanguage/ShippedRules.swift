/// The rules of the examples folder, carried inside the library so that they are always at hand.
public enum ShippedRules {
  /// The names of the files, without `.opt`, in alphabetical order.
  public static var names: [String] { table.map(\.name) }

  /// The source of the rule file of a name, nil if none is shipped.
  public static func source(named name: String) -> String? {
    table.first { $0.name == name }?.source
  }
}
