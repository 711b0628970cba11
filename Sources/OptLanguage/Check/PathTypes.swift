package import OptProgram

/// The type of a value on each path on which it exists.
///
/// A name may have different shapes in the branches of a `when`; each use is then checked for each of them.
/// An unknown type is that of a mistake already reported: it fits everywhere.
package struct PathTypes: Sendable {
  /// A type and the paths on which it holds; the paths of different parts are disjoint.
  package struct Part: Sendable {
    package var paths: PathSet
    /// Nil after a mistake.
    package var type: ValueType?
  }

  /// The parts, the oldest first.
  package private(set) var parts: [Part]

  /// A value that exists on no path.
  package init() { parts = [] }

  /// One type on a set of paths; nil for a mistake.
  package init(_ type: ValueType?, on paths: PathSet = .all) {
    parts = paths.isEmpty ? [] : [Part(paths: paths, type: type)]
  }

  /// The paths on which the value exists.
  package var paths: PathSet { parts.reduce(.none) { $0.union($1.paths) } }

  /// Whether a mistake was reported for some path.
  package var hasError: Bool { parts.contains { $0.type == nil } }

  /// The types on some of the paths.
  package func restricted(to paths: PathSet) -> PathTypes {
    var result = PathTypes()
    for part in parts { result.set(part.type, on: part.paths.intersection(paths)) }
    return result
  }

  /// Gives the value a type on some paths, in place of the one it had there.
  package mutating func set(_ type: ValueType?, on paths: PathSet) {
    guard !paths.isEmpty else { return }
    for index in parts.indices { parts[index].paths = parts[index].paths.subtracting(paths) }
    parts.removeAll { $0.paths.isEmpty }
    if let index = parts.firstIndex(where: { $0.type == type }) {
      parts[index].paths = parts[index].paths.union(paths)
    } else {
      parts.append(Part(paths: paths, type: type))
    }
  }

  /// Lets tensors disagree about scalars: an assignment that only some of them execute.
  package mutating func makeScalarsPerTensor() {
    let all = parts
    for part in all where part.type == .modelScalar { set(.tensorScalar, on: part.paths) }
  }

  /// Gives the value the types of another one, where that one exists.
  package mutating func set(_ other: PathTypes) {
    for part in other.parts { set(part.type, on: part.paths) }
  }

  /// The type of the result of an operation on values, path by path.
  ///
  /// - Throws: what `operation` throws first, with the types it was given and their paths.
  package static func combine<Failure: Error>(
    _ operands: [PathTypes],
    on active: PathSet,
    _ operation: ([ValueType]) throws(Failure) -> ValueType
  ) throws(Mismatch<Failure>) -> PathTypes {
    var combinations: [(paths: PathSet, types: [ValueType]?)] = [(active, [])]
    for operand in operands {
      var refined: [(paths: PathSet, types: [ValueType]?)] = []
      for (paths, types) in combinations {
        for part in operand.parts {
          let common = paths.intersection(part.paths)
          if common.isEmpty { continue }
          refined.append((common, appending(part.type, to: types)))
        }
      }
      combinations = refined
    }
    var result = PathTypes()
    for (paths, types) in combinations {
      guard let types else {
        result.set(nil, on: paths)
        continue
      }
      do throws(Failure) {
        result.set(try operation(types), on: paths)
      } catch {
        throw Mismatch(reason: error, types: types, paths: paths)
      }
    }
    return result
  }

  private static func appending(_ type: ValueType?, to types: [ValueType]?) -> [ValueType]? {
    guard let type, let types else { return nil }
    return types + [type]
  }

  /// Why an operation does not fit, and on which paths.
  package struct Mismatch<Reason: Error>: Error {
    package var reason: Reason
    package var types: [ValueType]
    package var paths: PathSet
  }
}
