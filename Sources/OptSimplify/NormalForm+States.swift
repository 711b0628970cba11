internal import OptProgram

extension NormalForm {
  /// Finds out what is known of the states: which never change, which are never negative, and how each
  /// is scaled; afterwards proportional states differ in nothing but their scale.
  mutating func analyzeStates() {
    nameStates()
    findInvariants()
    findScales()
  }

  /// Gives each state a hash of its own, so that none is taken for another.
  private mutating func nameStates() {
    for place in states.indices { states[place].hash = mix64(0xB_0000 + UInt64(place)) }
  }

  // MARK: - Invariants

  /// Assumes that every state keeps its first value, if that is a number, and that those which begin
  /// so are never negative; drops what a step refutes until nothing is.
  private mutating func findInvariants() {
    executeInitialization()
    for place in states.indices {
      let first = initial[place]
      let isExact = states[place].storage == .full || algebra.value(first) == 0
      states[place].constant = isExact ? algebra.value(first) : nil
      states[place].isNonnegative =
        algebra.isTotal(first) && algebra.signs(first).isNonnegative
    }
    var isRefuted = true
    while isRefuted {
      executeStates()
      isRefuted = false
      for place in states.indices {
        if let constant = states[place].constant,
          !pathIndices.allSatisfy({ algebra.value(next(place, onPath: $0)) == constant })
        {
          states[place].constant = nil
          isRefuted = true
        }
        if states[place].isNonnegative,
          !pathIndices.allSatisfy({ algebra.signs(next(place, onPath: $0)).isNonnegative })
        {
          states[place].isNonnegative = false
          isRefuted = true
        }
      }
    }
  }

  // MARK: - Scales

  /// Scales each state such that the coefficients of what drives it add up to 1.
  ///
  /// States that drive one another in a circle may not come to rest; then none is scaled.
  private mutating func findScales() {
    for _ in 0...states.count {
      var isAtRest = true
      for place in states.indices where isScalable(states[place]) {
        let wanted = drive(of: place)
        if !Algebra.areClose(wanted, states[place].scale) {
          states[place].scale = wanted
          isAtRest = false
        }
      }
      if isAtRest { return }
      executeStates()
    }
    for place in states.indices { states[place].scale = 1 }
  }

  /// Whether multiplying the state by a number keeps what it stores.
  private func isScalable(_ state: StateFacts) -> Bool {
    state.storage == .full && state.constant == nil
  }

  /// The sum of the magnitudes of the coefficients of what is added to a state, with the sign of their
  /// sum; the present scale where nothing is.
  private func drive(of place: Int) -> Double {
    let bit: UInt64 = 1 << UInt64(min(place, 63))
    var size = 0.0
    var sum = 0.0
    for path in pathIndices {
      for index in algebra.entries(next(place, onPath: path)) {
        let entry = algebra.parts.entries[index]
        if algebra.states(entry.term) & bit != 0 { continue }
        size += entry.coefficient.magnitude
        sum += entry.coefficient
      }
    }
    guard size.isFinite, size > 0 else { return states[place].scale }
    return sum < 0 && !Algebra.areClose(size + sum, size) ? -size : size
  }
}
