import Foundation
import PrivacyModel
import Reporting
import Testing

@Suite("The JSON of an outcome") struct JSONTests {
  @Test("reads back as the outcome it was written from", arguments: Sample.allCases)
  func roundTrip(sample: Sample) throws {
    let written = try sample.outcome()
    #expect(try outcome(fromJSON: Data(jsonText(written).utf8)) == written)
  }

  @Test("reads back with any threshold", arguments: [Double.infinity, -.infinity, 0.1, .leastNonzeroMagnitude, -1e300])
  func thresholds(threshold: Double) throws {
    let sample = try Sample.consistent.outcome()
    let written = try sample.drawing(sample.rocCurve, sample.histogram, threshold: threshold)
    #expect(try outcome(fromJSON: Data(jsonText(written).utf8)) == written)
  }

  @Test("names its schema and writes infinities as text")
  func schema() throws {
    let json = try jsonText(Sample.inconclusive.outcome())
    #expect(json.contains("\n  \"schema\" : \"dpaudit.outcome/1\","))
    #expect(json.contains("\"threshold\" : \"infinity\""))
  }

  @Test("counts errors as errors, and refuses more of them than trials")
  func errors() throws {
    let json = try jsonText(Sample.refuted.outcome())
    #expect(json.contains("\"errors\" : 3,") && !json.contains("successes"))
    let error = #expect(throws: ReportingError.self) {
      try outcome(fromJSON: Data(json.replacing("\"errors\" : 3,", with: "\"errors\" : 4001,").utf8))
    }
    #expect(try #require(error).description.contains("bound.rates.falsePositiveRate.errors: "))
  }

  @Test("of an accounting names its schema, every accountant and the check of the claim")
  func account() throws {
    let event = MechanismEvent.gaussian(noiseMultiplier: 4)
    let best = AccountantStatement(
      epsilon: 1, lower: 0.9, estimate: nil, delta: 1e-5, adjacency: .addOrRemove, event: event, method: .closedForm,
      renyiOrder: nil)
    let table = AccountingTable(
      event: event, delta: 1e-5, adjacency: .addOrRemove,
      rows: [AccountingRow(best), AccountingRow(method: .renyi, upper: 2, renyiOrder: 3)], best: best)
    let check = ClaimCheck(epsilon: 0.5, lower: 0.9, upper: 1, readings: [])
    let json = try jsonText(table, claim: check)
    for part in [
      "\"schema\" : \"dpaudit.account/1\"", "\"method\" : \"renyi\"", "\"upper\" : 2", "\"outcome\" : \"unsupported\"",
      "\"best\" : {",
    ] {
      #expect(json.contains(part))
    }
    #expect(try !jsonText(table, claim: nil).contains("\"claim\" :"))
  }

  @Test("is refused under another schema")
  func otherSchema() throws {
    let json = try jsonText(Sample.refuted.outcome()).replacing("dpaudit.outcome/1", with: "dpaudit.outcome/9")
    #expect(throws: ReportingError.unknownSchema(found: "'dpaudit.outcome/9'", supported: "'dpaudit.outcome/1'")) {
      try outcome(fromJSON: Data(json.utf8))
    }
  }

  @Test("is refused with the place of the fault when a part is missing")
  func missingPart() throws {
    let json = try jsonText(Sample.refuted.outcome()).replacing("\"trialsPerWorld\"", with: "\"trials\"")
    let error = #expect(throws: ReportingError.self) { try outcome(fromJSON: Data(json.utf8)) }
    let description = try #require(error).description
    #expect(description == "not an audit outcome: specification.game: the key 'trialsPerWorld' is missing")
  }
}
