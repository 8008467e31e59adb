using Slipway.Access;
using Slipway.Api;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class EntityNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("vision-team_2.0")]
    [InlineData("0x")]
    public void A_good_name_is_taken(string name) => Assert.Null(EntityNames.CheckEntity(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("\u00e9")]
    public void A_bad_name_is_refused(string? name) => Assert.Equal(ErrorCodes.NameInvalid, EntityNames.CheckEntity(name)?.Code);

    [Theory]
    [InlineData("api")]
    [InlineData("Admin")]
    [InlineData("GRAPHQL")]
    public void A_name_that_would_hide_a_page_is_refused(string name) => Assert.Equal(ErrorCodes.NameReserved, EntityNames.CheckEntity(name)?.Code);

    [Fact]
    public void A_name_like_the_path_under_which_people_reach_the_server_is_refused()
    {
        var address = new PublicAddress(new Uri("https://models.example/vision/"));

        Assert.Equal(ErrorCodes.NameReserved, EntityNames.CheckEntity("vision", address: address)?.Code);
        Assert.Null(EntityNames.CheckEntity("lab", address: address));
        Assert.Null(EntityNames.CheckEntity("vision", address: new PublicAddress(new Uri("https://models.example"))));
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(4 << 20, false)]
    public void Only_of_a_name_that_is_short_enough_it_is_said_what_does_not_show(int length, bool said) =>
        Assert.Equal(said, EntityNames.CheckProject(new string('\u200b', length))!.Detail.Contains("does not show (U+200B)", StringComparison.Ordinal));

    [Fact]
    public void Names_have_an_end()
    {
        Assert.Null(EntityNames.CheckEntity(new string('a', 128)));
        Assert.NotNull(EntityNames.CheckEntity(new string('a', 129)));
        Assert.Null(EntityNames.CheckProject(new string('a', 128)));
        Assert.NotNull(EntityNames.CheckProject(new string('a', 129)));
    }

    [Theory]
    [InlineData("model-registry", true)]
    [InlineData("my project", true)]
    [InlineData("\u30c7", true)]
    [InlineData("..", false)]
    [InlineData(" a", false)]
    [InlineData("a\n", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b", false)]
    [InlineData("a%2f", false)]
    public void A_project_has_a_name_that_can_stand_in_a_path(string name, bool good) => Assert.Equal(good, EntityNames.CheckProject(name) is null);
}
