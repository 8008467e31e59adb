using System.Globalization;
using Slipway.Api.Files;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Api;

public sealed class FileNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_several_who_want_a_name_at_once_one_gets_it_and_what_it_wrote_stays()
    {
        const int Rounds = 500, Each = 4;
        using var start = new Barrier(Each);
        var won = new int[Rounds][];
        for (var round = 0; round < Rounds; round++)
        {
            won[round] = new int[Each];
        }

        var threads = Enumerable.Range(0, Each).Select(who => new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var finished = _folder[$"{Text(round)}.{Text(who)}"];
                File.WriteAllText(finished, Text(who));
                start.SignalAndWait();
                won[round][who] = FileName.TryTake(finished, _folder[Text(round)]) ? 1 : 0;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(won, round => Assert.Equal(1, round.Sum()));
        Assert.All(won, (round, at) => Assert.Equal(Text(Array.IndexOf(round, 1)), File.ReadAllText(_folder[Text(at)])));
        Assert.Equal(Rounds, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_place_where_no_file_can_be_is_an_error_and_not_a_name_that_is_taken()
    {
        File.WriteAllText(_folder["a"], "a");

        Assert.Throws<IOException>(() => FileName.TryTake(_folder["a"], _folder["nowhere/b"]));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
