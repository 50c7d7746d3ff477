import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("Compositions of quiet and loud steps") struct MixedScaleTests {
  @Test("have an ε even where a tilt leaves nothing of the quiet one in any cell")
  func answers() throws {
    let event = MechanismEvent.composed([
      .selfComposed(.laplace(noiseMultiplier: 70.46500092079212), count: 7),
      .selfComposed(
        .sampledWithoutReplacement(
          batchSize: 430_345, populationSize: 990_628, .gaussian(noiseMultiplier: 0.2786579136991267)), count: 13_878),
    ])
    let statement = try account(event, delta: 7.154160952697111e-10, adjacency: .replaceOne)
    #expect(statement.lower ?? 0 <= statement.epsilon && statement.epsilon.isFinite, "\(statement)")
  }
}
