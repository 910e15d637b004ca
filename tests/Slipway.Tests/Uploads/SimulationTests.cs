using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

/// <summary>Ten thousand lives of a group. A failure names its seed, and <c>Simulation.Run(seed, trouble)</c> leads there again.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Without_trouble_every_client_comes_through_in_1000_orders() => Run(1000, Trouble.None);

    [Theory]
    [InlineData(Trouble.Cancel)]
    [InlineData(Trouble.Deadline)]
    [InlineData(Trouble.Cancel | Trouble.Deadline)]
    public void Complete_cancel_and_expire_have_one_winner_in_1000_orders(object trouble) => Run(1000, (Trouble)trouble);

    [Fact]
    public void Lost_answers_are_mended_by_repeating_in_2000_orders() => Run(2000, Trouble.Faults);

    [Fact]
    public void A_crash_anywhere_converges_in_2000_orders() => Run(2000, Trouble.Crashes);

    [Fact]
    public void All_trouble_at_once_leaves_nothing_behind_in_3000_orders() => Run(3000, Trouble.All);

    [Fact]
    public void The_same_seed_is_the_same_life()
    {
        var first = Assert.Throws<BrokenInvariantException>(() => Run(1000, Trouble.Cancel, locked: false));
        var second = Assert.Throws<BrokenInvariantException>(() => Run(1000, Trouble.Cancel, locked: false));

        Assert.Equal(first.Message, second.Message);
    }

    [Fact]
    public void A_catalog_that_does_not_lock_the_group_is_found_out() =>
        // Two last files at once, each of which saw the other unfinished: whole, and open for ever.
        Assert.Contains(Found(300, Trouble.None, locked: false), broken => broken.Contains("is Open with files [Completed, Completed]", StringComparison.Ordinal));

    [Fact]
    public void A_store_whose_abort_is_not_final_is_found_out() =>
        // Canceled and purged while the store assembled, and then the process died: the object lands, and nobody knows of it.
        Assert.Contains(
            Found(1000, Trouble.Crashes | Trouble.Cancel, abortIsFinal: false),
            broken => broken.Contains("1 objects without an owner", StringComparison.Ordinal));

    private static void Run(int seeds, Trouble trouble, bool locked = true, bool abortIsFinal = true)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            Simulation.Run(seed, trouble, locked, abortIsFinal);
        }
    }

    private static List<string> Found(int seeds, Trouble trouble, bool locked = true, bool abortIsFinal = true)
    {
        var found = new List<string>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            try
            {
                Simulation.Run(seed, trouble, locked, abortIsFinal);
            }
            catch (BrokenInvariantException broken)
            {
                found.Add(broken.Message);
            }
        }

        return found;
    }
}
