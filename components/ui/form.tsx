"use client";

import { Form as AriaForm, type FormProps } from "react-aria-components";

/**
 * A form that only the page's script can send. Until the script is there a browser sends nothing: »dialog« means
 * nothing to it outside a <dialog>, whereas a form without a method would put its fields in the address.
 */
export const Form = (props: Omit<FormProps, "action" | "method">) => <AriaForm {...props} method="dialog" />;
