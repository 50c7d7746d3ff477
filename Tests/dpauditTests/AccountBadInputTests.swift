import Testing

@Suite("Bad input to dpaudit account and calibrate") struct AccountBadInputTests {
  @Test(
    "is refused with the option, what is allowed and what was found",
    arguments: [
      ("--noise-multiplier 0 --delta 1e-5", "--noise-multiplier must be a finite number greater than 0, got 0"),
      (
        "--noise-multiplier 1 --sampling-probability 2 --delta 1e-5",
        "--sampling-probability must be a number from 1e-100 to 1"
      ),
      ("--noise-multiplier 1 --steps 0 --delta 1e-5", "--steps must be a whole number of at least 1, got 0"),
      ("--noise-multiplier 1 --delta 1", "--delta must be a number of at least 0 and less than 1, got 1"),
      ("--noise-multiplier 1 --delta 2", "--delta must be"),
      ("--noise-multiplier 1 --delta -1", "--delta must be"),
      ("--noise-multiplier 1", "one of --delta and --epsilon must be given, got neither"),
      ("--noise-multiplier 1 --delta 1e-5 --epsilon 1", "one of --delta and --epsilon must be left out, got both"),
      ("--delta 1e-5", "--noise-multiplier must be a finite number greater than 0, got nothing"),
      ("--noise laplace --scale 1 --delta 0", "--scale must be left out, since it goes with --noise discrete-laplace"),
      ("--noise discrete-laplace --delta 0", "--scale must be a finite number greater than 0, got nothing"),
      (
        "--noise randomised-response --random-answer-probability 0.5 --delta 0",
        "--categories must be a whole number from 2"
      ),
      ("--noise-multiplier 1 --batch-size 10 --delta 1e-5", "--population-size must be given with --batch-size"),
      (
        "--noise-multiplier 1 --batch-size 10 --population-size 5 --delta 1e-5",
        "--batch-size must be a whole number from 1 to 5"
      ),
      (
        "--noise-multiplier 1 --batch-size 0 --population-size 0 --delta 1e-5",
        "--population-size must be a whole number of at least 1, got 0"
      ),
      ("--noise-multiplier 1 --delta 1e-5 --clip-norm 2", "--clip-norm must be given with --claim"),
      (
        "--noise randomised-response --random-answer-probability 0.5 --categories 2 --delta 0",
        "adjacency 'add-or-remove' is not supported for randomised-response events; choose replace-one, zero-out"
      ),
      ("--noise-multiplier 1 --population-size 5 --delta 1e-5", "--population-size must be given with"),
      (
        "--noise-multiplier 1 --batch-size 1 --population-size 5 --sampling-probability 0.1 --delta 1e-5",
        "sampling must be --sampling-probability (Poisson) or --batch-size (without replacement), got both"
      ),
      ("--noise-multiplier 1 --delta 1e-5 --claim -1", "--claim must be a finite number of at least 0"),
      ("--noise-multiplier 1 --epsilon 1 --claim 1", "--claim must be given with --delta"),
      ("--noise-multiplier 1 --delta 1e-5 --epsilon-error 0", "--epsilon-error must be a finite number greater than 0"),
      ("--noise-multiplier 1 --delta 1e-5 --clip-norm 0", "--clip-norm must be a finite number greater than 0"),
      ("--noise-multiplier 1 --delta 1e-5 --curve curve.png", "--curve must be the name of a file that ends in .csv"),
    ])
  func options(flags: String, complaint: String) throws {
    try BadInputTests.expectComplaint(
      ["account"] + flags.split(separator: " ").map(String.init), in: CommandLineRun.repository, says: [complaint])
  }

  @Test(
    "names the choices",
    arguments: [
      (
        "account --noise-multiplier 1 --delta 1e-5 --adjacency replace", ["'--adjacency <adjacency>'", "'replace-one'"]
      ),
      ("account --noise cauchy --delta 1e-5", ["'--noise <noise>'", "'laplace'"]),
      (
        "calibrate noise-multiplier --epsilon 1 --delta 0 --noise randomised-response",
        ["'--noise <noise>'", "'gaussian' and 'laplace'"]
      ),
      ("calibrate noise --epsilon 1 --delta 1e-5", ["'noise-multiplier'", "'sampling-probability'"]),
      ("account --noise-multiplier 1 --delta 1e-5 --step 4", ["Unknown option '--step'", "'--steps'"]),
    ])
  func choices(line: String, words: [String]) throws {
    let run = try CommandLineRun(line.split(separator: " ").map(String.init), in: CommandLineRun.repository)
    #expect(run.status == 2 && run.output.isEmpty)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
  }

  @Test(
    "of a calibration says what it lacks or cannot meet",
    arguments: [
      (
        "steps --epsilon 1 --delta 1e-5 --steps 4 --noise-multiplier 1",
        "--steps must be left out, since it is what is sought"
      ),
      (
        "steps --epsilon 1 --delta 1e-5 --noise-multiplier 0.01",
        "epsilon 1 cannot be reached by the steps: at 1, the most private one tried, epsilon is"
      ),
      ("noise-multiplier --epsilon 0 --delta 1e-5", "--epsilon must be a finite number greater than 0"),
      ("noise-multiplier --epsilon 1 --delta 1", "--delta must be a number of at least 0 and less than 1"),
      ("noise-multiplier --epsilon 1 --delta 0", "epsilon 1 cannot be reached by the noise-multiplier: at 1000000,"),
      (
        "sensitivity --epsilon 1 --delta 1e-5",
        "--standard-deviation must be a finite number greater than 0, got nothing"
      ),
      (
        "sensitivity --epsilon 1 --delta 0 --noise laplace --standard-deviation 3",
        "--standard-deviation must be left out, since laplace noise is measured by --scale here"
      ),
      (
        "steps --epsilon 1 --delta 1e-5 --noise-multiplier 1 --scale 3",
        "--scale must be left out, since it goes with the sensitivity as what is sought"
      ),
      ("sensitivity --epsilon 1 --delta 0 --noise laplace", "--scale must be a finite number greater than 0"),
      (
        "sensitivity --epsilon 1 --delta 1e-5 --scale 3",
        "--scale must be left out, since gaussian noise is measured by --standard-deviation here"
      ),
    ])
  func calibrations(flags: String, complaint: String) throws {
    try BadInputTests.expectComplaint(
      ["calibrate"] + flags.split(separator: " ").map(String.init), in: CommandLineRun.repository, says: [complaint])
  }
}
