using System.Text;
using Slipway.Access.Permissions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests;

/// <summary>The text of docs/permissions.md, as the code says it.</summary>
internal static class PermissionsPage
{
    private static readonly Role[] Roles = [Role.Viewer, Role.Member, Role.Admin];

    public static string Write(IReadOnlyList<TypeFacts> types)
    {
        var page = new StringBuilder(
            """
            # Permissions

            Who may do what. Each operation decides by itself, whichever way it is called: REST, command line, or the server's own work.
            Written by `./dev approve` from the code; a test fails while the two differ.

            A team's members have one of three roles. Who is no member of a team cannot tell that it exists (404); a member whose role is not
            enough gets 403. Instance admins may do everything in every team. A service account is a member like any other.

            ## Roles

            | permission | viewer | member | admin |
            | --- | --- | --- | --- |

            """);
        foreach (var permission in Enum.GetValues<Permission>().Where(permission => permission != Permission.None))
        {
            page.Append($"| {permission} | {string.Join(" | ", Roles.Select(role => RolePermissions.Holds(role, permission) ? "yes" : "-"))} |\n");
        }
        page.Append(
            """

            `ManageInstance` is held by instance admins alone. Some operations ask for more when their input does: a protected alias wants
            `ManageProtectedAliases`, a template or header that names a secret wants `ManageSecrets` (`secret_needs_admin`), an automation on the
            whole registry wants `EditRegistryAutomation`.

            ## Operations

            `None` means that the operation is about the caller's own things, or is called by other operations which have decided.

            | operation | permission | viewer | member | admin |
            | --- | --- | --- | --- | --- |

            """);
        var operations =
            from type in types
            from method in type.Methods
            where method.Permission is not null
            orderby type.Room, type.Name, method.Name
            select (Name: $"{type.Room}: {type.Name}.{method.Name}", Permission: (Permission)method.Permission!.Value);
        foreach (var (name, permission) in operations.Distinct())
        {
            page.Append($"| {name} | {permission} | {string.Join(" | ", Roles.Select(role => RolePermissions.Holds(role, permission) ? "yes" : "-"))} |\n");
        }
        return page.ToString();
    }
}
