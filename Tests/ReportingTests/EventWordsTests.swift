import PrivacyModel
import Reporting
import Testing

@Suite("The words about an event") struct EventWordsTests {
  @Test("say what is only a bound")
  func bounds() {
    let noise = MechanismEvent.gaussian(noiseMultiplier: 2)
    #expect(
      MechanismEvent.selfComposed(.dominated(by: noise), count: 3).words
        == "a mechanism no less private than Gaussian noise of multiplier 2, 3 times in sequence")
    #expect(
      MechanismEvent.shuffled(batches: 4, noise).words
        == "Gaussian noise of multiplier 2 on each of 4 shuffled batches, counted as one on all records")
  }
}
