import Foundation
import PrivacyModel
import Testing

@Suite("A specified claim") struct ClaimSpecificationTests {
  static let statements: [(ClaimStatement, String)] = [
    (.ownEvent, #""delta":0.5"#), (.epsilon(2), #""epsilon":2"#),
    (
      .curve([ClaimedPoint(epsilon: 0, delta: 0.25), ClaimedPoint(epsilon: 1, delta: 0)]),
      #""curve":[{"delta":0.25,"epsilon":0},{"delta":0,"epsilon":1}]"#
    ),
    (.mu(0.5), #""mu":0.5"#), (.rho(0.125), #""rho":0.125"#),
    (.renyi([ClaimedRenyi(order: 1.5, epsilon: 0)]), #""renyi":[{"epsilon":0,"order":1.5}]"#),
    (.event(.gaussian(noiseMultiplier: 2)), #""event":{"kind":"gaussian","noiseMultiplier":2}"#),
  ]

  @Test("has the keys of a specification file as JSON, and reads back", arguments: statements)
  func json(statement: ClaimStatement, members: String) throws {
    let claim = try ClaimSpecification(statement, delta: 0.5, adjacency: .zeroOut, groupSize: 3)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(claim)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys.sorted()
    let statementKeys = statement.key.map { [$0.rawValue] } ?? []
    #expect(keys == (["adjacency", "delta", "groupSize"] + statementKeys).sorted())
    #expect(String(decoding: data, as: UTF8.self).contains(members))
    #expect(try JSONDecoder().decode(ClaimSpecification.self, from: data) == claim)
  }

  @Test("says nothing of groups of one, as specifications did before there were groups")
  func groupsOfOne() throws {
    let old = #"{"adjacency":"add-or-remove","delta":0.25,"epsilon":2}"#
    let claim = try ClaimSpecification(epsilon: 2, delta: 0.25, adjacency: .addOrRemove)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(claim), as: UTF8.self) == old)
    #expect(try JSONDecoder().decode(ClaimSpecification.self, from: Data(old.utf8)) == claim)
  }

  @Test("is stated once")
  func statedOnce() {
    let twice = #"{"adjacency":"add-or-remove","delta":0.25,"epsilon":2,"mu":1}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ClaimSpecification.self, from: Data(twice.utf8))
    }
  }

  @Test(
    "refuses numbers outside their ranges by the key of the file",
    arguments: [
      (.epsilon(0), "epsilon"), (.mu(0), "mu"), (.mu(.infinity), "mu"), (.rho(-1), "rho"), (.curve([]), "curve"),
      (.curve([ClaimedPoint(epsilon: 0, delta: 0), ClaimedPoint(epsilon: -1, delta: 0)]), "curve[1].epsilon"),
      (.curve([ClaimedPoint(epsilon: 0, delta: 1)]), "curve[0].delta"), (.renyi([]), "renyi"),
      (.renyi([ClaimedRenyi(order: 1, epsilon: 1)]), "renyi[0].order"),
      (.renyi([ClaimedRenyi(order: 2, epsilon: .nan)]), "renyi[0].epsilon"),
      (.curve([ClaimedPoint(epsilon: 3, delta: 0.75)]), "delta"),
    ] as [(ClaimStatement, String)])
  func ranges(statement: ClaimStatement, key: String) throws {
    let error = try #require(throws: InvalidValue.self) {
      try ClaimSpecification(statement, delta: 0.5, adjacency: .addOrRemove)
    }
    #expect(error.key == key)
  }

  @Test("is about groups of at least one record", arguments: [0, -1, 1_000_001])
  func groupSizes(size: Int) {
    #expect(throws: InvalidValue.self) {
      try ClaimSpecification(.mu(1), delta: 0.5, adjacency: .addOrRemove, groupSize: size)
    }
  }
}
