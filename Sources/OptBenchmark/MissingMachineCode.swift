package import OptRuntime

/// The portable back end stood in for machine code that was to be measured.
package struct MissingMachineCode: Error, CustomStringConvertible {
  package let reason: NativeError

  package var description: String {
    "there is no machine code to measure: \(reason); --backend portable measures what runs instead"
  }
}
