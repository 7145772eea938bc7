// Apart from the control, so that server components can style a link like a button.
export { type ButtonLook, buttonClass } from "./button-class";
export { Button, type ButtonProps } from "./button-control";
