using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Secrets.Definitions;
using Slipway.ServerTests.Access;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Secrets;

/// <summary>Servers of one database open what another one protected, and know its sessions.</summary>
public sealed class ProtectionKeyTests
{
    private static readonly string First = NewKey();
    private static readonly string Second = NewKey();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_on_one_database_share_sessions_and_protection_keys()
    {
        await using var database = await FreshDatabase.CreateAsync(TestEngine.Postgres, []);
        await using var one = await SessionScene.StartOnAsync(database, "--master-key", First);
        await using var other = await SessionScene.StartOnAsync(database, "--master-key", First);
        await one.AddUserAsync("ada", SessionScene.Password, Ct);
        var token = await one.TokenAsync(Ct);

        Assert.Equal("hello", Protector(other).Unprotect(Protector(one).Protect("hello")));
        Assert.Equal("hello", Protector(one).Unprotect(Protector(other).Protect("hello")));
        Assert.Equal(200, (await other.SendAsync("GET", "me", token, Ct)).Status);
        await other.Sessions.SignOutAsync(token, Ct);
        Assert.Equal(401, (await one.SendAsync("GET", "me", token, Ct)).Status);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Sessions_and_protection_keys_outlive_restarts_and_a_rotation_of_the_master_key(TestEngine engine)
    {
        await using var database = await FreshDatabase.CreateAsync(engine, []);
        string token, sealedText;
        await using (var first = await SessionScene.StartOnAsync(database, "--master-key", First))
        {
            await first.AddUserAsync("ada", SessionScene.Password, Ct);
            token = await first.TokenAsync(Ct);
            sealedText = Protector(first).Protect("hello");
        }
        await using (var rotating = await SessionScene.StartOnAsync(database, "--master-key", Second, "--master-key-previous", First))
        {
            Assert.Equal("hello", Protector(rotating).Unprotect(sealedText));
            Assert.Null((await rotating.Server.Services.GetRequiredService<RewrapOperations>().RewrapAsync(Actor.System, Ct)).Refusal);
        }
        await using (var rotated = await SessionScene.StartOnAsync(database, "--master-key", Second))
        {
            Assert.Equal("hello", Protector(rotated).Unprotect(sealedText));
            Assert.Equal("ada", await rotated.WhoAsync(token, Ct));
        }
        // A master key that is lost costs what was protected, and not the start of the server.
        await using var stranger = await SessionScene.StartOnAsync(database, "--master-key", NewKey());
        Assert.Throws<CryptographicException>(() => Protector(stranger).Unprotect(sealedText));
        Assert.Equal("again", Protector(stranger).Unprotect(Protector(stranger).Protect("again")));
        Assert.Equal("ada", await stranger.WhoAsync(token, Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Protection_keys_rest_sealed(TestEngine engine)
    {
        await using var one = await SessionScene.StartAsync(engine, Ct);
        Protector(one).Protect("hello");
        var boxes = await one.Server.Database.ReadAsync(session => session.QueryAsync<byte[]>("select sealed from protection_keys"), Ct);
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => Assert.DoesNotContain("masterKey", Encoding.Latin1.GetString(box), StringComparison.OrdinalIgnoreCase));
    }

    private static IDataProtector Protector(SessionScene scene) =>
        scene.Server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
