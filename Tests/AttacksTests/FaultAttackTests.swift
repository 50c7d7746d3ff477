import Attacks
import PrivacyModel
import Testing

@Suite("Attacks on what faults leave behind") struct FaultAttackTests {
  @Test("the last update alone counts, candidate by candidate")
  func lastUpdate() {
    let attack = LastUpdateAttack(candidates: 2)
    #expect(attack.score([1, 2, 3, 4], candidate: 0) == 3 && attack.score([1, 2, 3, 4], candidate: 1) == 4)
  }

  @Test("updates lie apart by the distance of the extremes")
  func spread() {
    #expect(UpdateSpreadAttack(candidates: 1).score([2, -1, 0.5], candidate: 0) == 3)
    #expect(UpdateSpreadAttack(candidates: 2).score([2, -1, 0.5, 7], candidate: 1) == 8)
  }

  @Test("quietness is minus the energy, silence minus the number of zeros, duration the number of updates")
  func counts() {
    #expect(QuietnessAttack().score([3, -4], candidate: 0) == -25)
    #expect(SilentUpdatesAttack().score([0, 1e-30, 0], candidate: 0) == -2)
    #expect(DurationAttack().score([0, 0, 0], candidate: 0) == 3)
  }

  @Test("the noise with the nearest witness is subtracted", arguments: [0, 1, 2])
  func enumerated(number: Int) {
    let noise: [(witness: Double, canary: Double)] = [(5, 10), (-3, 20), (1, 30)]
    let attack = EnumeratedNoiseAttack(noise: noise)
    for nudge in [-1e-6, 0, 1e-6] {
      let seen = [noise[number].canary + 0.25, noise[number].witness + nudge]
      #expect(attack.score(seen, candidate: 0) == 0.25)
    }
  }

  @Test("scores of several releases are added up")
  func releases() throws {
    let attack = SumOverReleasesAttack(LastUpdateAttack(candidates: 1))
    #expect(try attack.score([[1, 2], [3, 5]], candidate: 0) == 7)
  }
}
