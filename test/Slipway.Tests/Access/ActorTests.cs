using Slipway.Access;
using Slipway.Access.Permissions;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class ActorTests
{
    private static readonly TeamId Team = new(1);

    private static Actor With(Role role) => Actor.System with
    {
        Id = new UserId(5),
        Name = "ada",
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = new Dictionary<TeamId, Role> { [Team] = role },
    };

    [Fact]
    public void Each_role_holds_all_that_the_one_before_it_holds()
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var held = Enum.GetValues<Role>().Select(role => With(role).May(permission, Team)).ToArray();
            Assert.Equal(held.Order(), held);
        }
    }

    [Fact]
    public void No_role_of_a_team_concerns_the_server_or_another_team()
    {
        Assert.False(With(Role.Admin).May(Permission.ManageInstance, Team));
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.False(With(Role.Admin).May(permission, new TeamId(2))));
        Assert.False(With(Role.Admin).Sees(new TeamId(2)));
    }

    [Fact]
    public void An_instance_admin_may_everything_everywhere() =>
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.True((With(Role.Viewer) with { IsInstanceAdmin = true }).May(permission, new TeamId(2))));
}
