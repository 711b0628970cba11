import Foundation
import OptEvolution
import OptRuntime
import Testing

/// A scoring as it is kept in the run directory.
struct ScoringConfigurationTests {
  private func again(_ scoring: ScoringConfiguration) throws -> ScoringConfiguration {
    try JSONDecoder().decode(ScoringConfiguration.self, from: JSONEncoder().encode(scoring))
  }

  @Test(arguments: InstructionSet.allCases)
  func `back end and instruction set are kept`(isa: InstructionSet) throws {
    var scoring = ScoringConfiguration()
    scoring.backend = .native
    scoring.isa = isa
    let read = try again(scoring)
    #expect(read.backend == .native && read.isa == isa)
    #expect(read.ladder == scoring.ladder && read.horizons == scoring.horizons)
  }

  @Test func `a directory without an instruction set is read, one with an unknown is not`() throws {
    #expect(try again(ScoringConfiguration()).isa == nil)
    let text = String(decoding: try JSONEncoder().encode(ScoringConfiguration()), as: UTF8.self)
    let unknown = text.dropLast() + #","isa":"sse"}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ScoringConfiguration.self, from: Data(unknown.utf8))
    }
  }
}
