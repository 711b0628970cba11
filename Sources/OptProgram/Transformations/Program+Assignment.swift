extension Program {
  /// Becomes a copy of another program, in the memory it has: what makes many programs allocates nothing.
  package mutating func assign(_ other: Program) {
    name = other.name
    Program.copy(other.variables, to: &variables)
    Program.copy(other.conditions, to: &conditions)
    Program.copy(other.guards, to: &guards)
    Program.copy(other.initialization, to: &initialization)
    Program.copy(other.step, to: &step)
    Program.copy(other.evaluation, to: &evaluation)
  }

  private static func copy<Element>(_ source: [Element], to target: inout [Element]) {
    target.removeAll(keepingCapacity: true)
    target.append(contentsOf: source)
  }
}
