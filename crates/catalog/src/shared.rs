//! Shared services: suffixes below which unrelated customers hold names.

use crate::pattern::is_public_suffix;

/// The public suffix list itself. The rows are here too, for what is asked of this table alone.
const SUFFIX_LIST: &str = "public suffix list, private part";

const AZURE_DOMAINS: &str = "Microsoft, reference list of Azure domains";

/// Zones below which each private endpoint of a customer has a name.
const AZURE_ZONES: &str = "Microsoft, Azure Private Endpoint private DNS zone values";

/// Rows that hold a host of Microsoft below the domain of a network which is not Microsoft's.
const WINDOWS_1709: &str =
    "Windows 10, version 1709, connection endpoints: rows of content delivery and load balancers";

/// Shared services that the public suffix list does not hold, or did not always hold, with the document that says so.
///
/// A leading `*.` stands for one label, such as a region: each `westus.cloudapp.azure.com` is shared as well.
const SHARED: &[(&str, &str)] = &[
    ("akadns.net", SUFFIX_LIST),
    ("akamai.net", SUFFIX_LIST),
    ("akamaiedge.net", SUFFIX_LIST),
    ("akamaihd.net", SUFFIX_LIST),
    ("akamaized.net", SUFFIX_LIST),
    ("atlassian.net", "Jira Cloud platform REST API, introduction: https://your-domain.atlassian.net"),
    ("azure-api.net", AZURE_DOMAINS),
    ("azurecr.io", AZURE_DOMAINS),
    ("azuredatabricks.net", "Azure Databricks, workspace instance names, URLs, and IDs"),
    ("azureedge.net", AZURE_DOMAINS),
    ("azurefd.net", AZURE_DOMAINS),
    ("azurewebsites.net", SUFFIX_LIST),
    ("b-cdn.net", "bunny.net, CDN quickstart: the pull zone's name becomes its host name"),
    ("*.cloudapp.azure.com", AZURE_DOMAINS),
    ("cloudapp.azure.com", AZURE_DOMAINS),
    ("cloudapp.net", SUFFIX_LIST),
    ("database.windows.net", AZURE_DOMAINS),
    ("documents.azure.com", AZURE_DOMAINS),
    ("edgecastcdn.net", "Edgecast, creating an alias for a CDN URL: the CDN host name of an account"),
    ("edgekey.net", SUFFIX_LIST),
    ("edgesuite.net", SUFFIX_LIST),
    ("fastly.net", "public suffix list, private part: seven of its subdomains"),
    ("fastlylb.net", SUFFIX_LIST),
    ("footprint.net", WINDOWS_1709),
    ("force.com", "Salesforce, Apex class DomainCreator: MyDomainName.lightning.force.com"),
    ("freshdesk.com", "Freshdesk, customize the primary portal URL"),
    ("herokuapp.com", SUFFIX_LIST),
    ("hwcdn.net", WINDOWS_1709),
    ("llnwd.net", WINDOWS_1709),
    ("llnwi.net", WINDOWS_1709),
    ("my.salesforce.com", "Salesforce, Apex class DomainCreator: mycompany.my.salesforce.com"),
    ("my.site.com", "Salesforce, object reference, Domain: host names of sites end in .my.site.com"),
    ("nsatc.net", WINDOWS_1709),
    ("okta.com", "Okta, organizations: companyname.okta.com"),
    ("onmicrosoft.com", AZURE_DOMAINS),
    ("phicdn.net", WINDOWS_1709),
    ("queue.core.windows.net", AZURE_DOMAINS),
    ("redis.cache.windows.net", AZURE_ZONES),
    ("search.windows.net", AZURE_ZONES),
    ("service-now.com", "ServiceNow, log in to an instance: https://<instancename>.service-now.com"),
    ("service.signalr.net", AZURE_ZONES),
    ("servicebus.windows.net", AZURE_DOMAINS),
    ("sharepoint.com", "SharePoint, change your SharePoint domain name: contoso.sharepoint.com"),
    ("table.core.windows.net", AZURE_DOMAINS),
    ("trafficmanager.net", AZURE_DOMAINS),
    ("v0cdn.net", WINDOWS_1709),
    ("vault.azure.net", AZURE_DOMAINS),
    ("workers.dev", SUFFIX_LIST),
    ("zendesk.com", "Zendesk, renaming your subdomain: mycompany.zendesk.com"),
];

/// True for a suffix below which unrelated customers hold names: the private part of the public suffix list, and the
/// table above.
pub fn is_shared(suffix: &str) -> bool {
    let private =
        is_public_suffix(suffix) && psl::suffix(suffix.as_bytes()).is_some_and(|s| s.typ() == Some(psl::Type::Private));
    private || SHARED.iter().any(|(known, _)| is_rule(known, suffix))
}

fn is_rule(known: &str, suffix: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(parent) => suffix.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
        None => known == suffix,
    }
}

/// True for a name of, or below, one of the table's services, whose inner labels are the service's own and not one
/// customer's.
pub(crate) fn is_below_shared_table(name: &str) -> bool {
    let services = SHARED.iter().map(|(known, _)| known.trim_start_matches("*."));
    services.filter_map(|service| name.strip_suffix(service)).any(|front| front.is_empty() || front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Match, Observed, Pattern, fold};

    #[test]
    fn each_service_stands_once_and_has_a_source() {
        assert!(SHARED.windows(2).all(|pair| {
            pair[0].0.trim_start_matches("*.") <= pair[1].0.trim_start_matches("*.") && pair[0].0 != pair[1].0
        }));
        assert!(SHARED.iter().all(|(suffix, source)| suffix.contains('.') && !source.is_empty()));
        let from_list = SHARED.iter().filter(|(_, source)| *source == SUFFIX_LIST);
        for (suffix, _) in from_list {
            let typ = psl::suffix(suffix.as_bytes()).and_then(|found| found.typ());
            assert!(is_public_suffix(suffix) && typ == Some(psl::Type::Private), "{suffix} is not in the list");
        }
        assert!(is_shared("cloudapp.azure.com") && is_shared("westus.cloudapp.azure.com"));
        assert!(!is_shared("a.westus.cloudapp.azure.com") && !is_shared("azure.com") && !is_shared("microsoft.com"));
    }

    /// The law of `tests/suffixes.rs`, over this table: customers hold names right below a service.
    #[test]
    fn no_fold_crosses_a_shared_service() {
        let labels = ["n1", "n2", "n33", "us-east-1", "eu-west-2", "a-shop", "b-shop", "c-shop", "alpha", "beta"];
        for (rule, _) in SHARED {
            let suffix = rule.replace('*', "westus");
            let names: Vec<String> = ["", "www.", "static.cdn."]
                .iter()
                .flat_map(|front| labels.map(|label| format!("{front}{label}.{suffix}")))
                .collect();
            let observed: Vec<Observed<'_>> =
                names.iter().map(|name| Observed { name, protocol: "HTTPS", description: None }).collect();
            for fold in fold(&observed, &[]) {
                let pattern = Pattern::parse(&fold.pattern, Dialect::Subdomains).expect("a fold is a pattern");
                let owners = ["n4", "other", "d-shop", "ap-south-1"].iter().flat_map(|owner| {
                    ["", "www.", "a.", "b.cdn."].map(|front| pattern.matches(&format!("{front}{owner}.{suffix}")))
                });
                let reached = owners.filter(|found| *found != Match::None).count();
                assert_eq!(reached, 0, "{rule}: {} reaches several owners", fold.pattern);
            }
        }
    }
}
