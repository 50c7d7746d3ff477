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
    let written = sample.drawing(sample.rocCurve, sample.histogram, threshold: threshold)
    #expect(try outcome(fromJSON: Data(jsonText(written).utf8)) == written)
  }

  @Test("names its schema and writes infinities as text")
  func schema() throws {
    let json = try jsonText(Sample.inconclusive.outcome())
    #expect(json.contains("\n  \"schema\" : \"dpaudit.outcome/1\","))
    #expect(json.contains("\"threshold\" : \"infinity\""))
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
